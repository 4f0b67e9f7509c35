using System;
using Hyperweave.Guest;

namespace Threads;

/// <summary>
/// The kernel's own address space instead of the boot stub's: all RAM at its physical addresses, in pages of 2 MiB, and
/// in pages of 4 KiB up to the end of the image, whose text ring 3 may execute. Page 0 stays absent, so that a null
/// dereference faults.
/// </summary>
internal static unsafe class KernelSpace
{
    private static PageTable? s_table;

    public static PageTable Table => s_table ?? throw new InvalidOperationException("KernelSpace.Enter comes first.");

    public static void Enter()
    {
        var table = new PageTable();
        var small = Align(ImageLayout.End, PageTable.LargePageSize);
        table.MapRange(PageAllocator.PageSize, PageAllocator.PageSize, (int)(small / PageAllocator.PageSize) - 1, PageFlags.Writable);
        var end = EndOfMemory();
        for (var address = small; address < end; address += PageTable.LargePageSize)
            table.MapLarge(address, address, PageFlags.Writable);
        ImageLayout.OpenToUserMode(table);
        Cpu.WriteCr3(table.Root);
        s_table = table;
        Serial.WriteLine("page tables: " + (Cpu.ReadCr3() == table.Root ? "our own" : "not ours")
            + (table.TryTranslate(0, out _, out _) ? ", page 0 mapped" : ", page 0 absent"));
        Serial.WriteLine("null dereference: " + DereferenceNull());
    }

    private static string DereferenceNull()
    {
        string? nothing = null;
        try
        {
            return nothing!.Length.ToString();
        }
        catch (NullReferenceException)
        {
            return "caught";
        }
    }

    private static ulong Align(ulong address, ulong size) => (address + size - 1) & ~(size - 1);

    private static ulong EndOfMemory()
    {
        ulong end = 0;
        foreach (var region in BootInformation.MemoryMap())
        {
            if (region.IsUsable)
                end = Math.Max(end, region.End);
        }
        return end;
    }
}
