using System;
using System.Runtime;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>ilc calls these to create multi-dimensional arrays.</summary>
internal static unsafe class ArrayHelpers
{
    /// <param name="type">The array's type.</param>
    /// <param name="count">Number of dimensions.</param>
    /// <param name="lengths">Their lengths.</param>
    private static Array NewObjArray(IntPtr type, int count, int* lengths) => Create((MethodTable*)type, lengths, 1);

    /// <summary>The same for arrays with lower bounds: (lower bound, length) for each dimension; only lower bounds of 0 are kept.</summary>
    private static Array NewObjArrayRare(IntPtr type, int count, int* arguments)
    {
        MethodTable* table = (MethodTable*)type;
        if (count == table->ArrayRank)
            return Create(table, arguments, 1);
        for (int i = 0; i < count; i += 2)
            if (arguments[i] != 0)
                throw new PlatformNotSupportedException("An array whose lower bound is not 0.");
        return Create(table, arguments + 1, 2);
    }

    private static Array Create(MethodTable* type, int* lengths, int step)
    {
        int rank = type->ArrayRank;
        ulong total = 1;
        for (int i = 0; i < rank; i++)
        {
            if (lengths[i * step] < 0)
                ThrowHelpers.ThrowOverflowException();
            total *= (uint)lengths[i * step];
            if (total > int.MaxValue)
                ThrowHelpers.ThrowOverflowException();
        }
        object array = RuntimeExports.NewArray(type, (nint)total);
        Array result = System.Runtime.CompilerServices.Unsafe.As<Array>(array);
        for (int i = 0; i < rank && !type->IsSzArray; i++)
            System.Runtime.CompilerServices.Unsafe.Add(ref result.Bounds, i) = lengths[i * step];
        return result;
    }
}
