using Internal.Runtime;
using System.Runtime.CompilerServices;

namespace System.Runtime;

/// <summary>
/// Names of methods and method tables, which the linker writes: a count, then rows sorted by address of two 32-bit
/// offsets: address from the start of the image; UTF-8 name, ending in a zero byte, from the start of the table.
/// </summary>
internal static unsafe class SymbolTable
{
    private struct Row
    {
        internal uint Address;
        internal uint Name;
    }

    [RuntimeImport("*", "hw_symbols")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern byte* Table();

    [RuntimeImport("*", "hw_image_start")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong ImageStart();

    /// <summary>The type's full name; its address where the table does not have it.</summary>
    internal static string TypeName(MethodTable* type)
    {
        Row* row = Find((ulong)type);
        if (row == null || row->Address != (ulong)type - ImageStart())
            return "type at 0x" + ((ulong)type).ToString("X");
        return Name(row);
    }

    /// <summary>The symbol that the address lies in, or null.</summary>
    internal static string NameAt(ulong address)
    {
        Row* row = Find(address);
        return row == null ? null : Name(row);
    }

    /// <summary>The last row at or before the address, or null.</summary>
    private static Row* Find(ulong address)
    {
        Row* rows = (Row*)(Table() + sizeof(uint));
        ulong offset = address - ImageStart();
        int low = 0, high = *(int*)Table();
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (rows[middle].Address <= offset)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? null : &rows[low - 1];
    }

    private static string Name(Row* row)
    {
        byte* name = Table() + row->Name;
        int length = 0;
        while (name[length] != 0)
            length++;
        return Text.Encoding.UTF8.GetString(new ReadOnlySpan<byte>(name, length));
    }
}
