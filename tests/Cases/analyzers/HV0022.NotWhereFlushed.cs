// only this rule
using System;
using Hyperweave.Guest;

static unsafe class Kernel
{
    private static int s_count;

    static void Unmap(PageTable table, ulong address)
    {
        s_count--;
        table.Unmap(address);
        PageAllocator.Free(address);
        Cpu.Invlpg(address);
        s_count++;
    }

    static void AllAtOnce(PageTable table, int pages)
    {
        for (var page = 0; page < pages; page++)
            table.Unmap((ulong)page << 12);
        s_count -= pages;
        s_count++;
        Cpu.WriteCr3(Cpu.ReadCr3());
    }

    static void OnlyTheSpaceInUse(PageTable table, ulong address)
    {
        s_count--;
        table.Unmap(address);
        s_count++;
        if (table.Root == Cpu.ReadCr3())
            Cpu.Invlpg(address);
    }

    static void MakesEntries(PageTable table, ulong* entry, ulong value)
    {
        s_count++;
        table.Map(0x1000, 0x2000, PageFlags.Writable);
        PageEntry.Store(entry, value);
        PageEntry.Store(entry, 0x1000 | (ulong)PageFlags.Present);
        PageEntry.Store(entry, *entry | (ulong)PageFlags.Writable);
        PageEntry.Store(entry, *entry & ~(ulong)PageFlags.Accessed);
        s_count--;
    }

    static void NotATable(ulong* memory, int[] numbers)
    {
        s_count = 0;
        memory[0] = 0;
        *memory &= ~1UL;
        numbers[0] = 0;
        s_count++;
    }

    static void AFreshTable(PageTable kernel)
    {
        var table = new PageTable();
        table.Map(0x1000, 0x2000, PageFlags.Writable);
        table.Unmap(0x1000);
        s_count++;
        var shared = PageTable.SharingWith(kernel);
        shared.Protect(0x1000, PageFlags.None);
        s_count--;
    }

    static void InFinally(PageTable table, ulong address)
    {
        s_count++;
        try
        {
            table.Unmap(address);
            if (s_count == 3)
                return;
        }
        finally
        {
            Flush(address);
        }
    }

    static void Stops(PageTable table, ulong address)
    {
        s_count++;
        s_count--;
        table.Unmap(address);
        Panic.Stop("unmapped");
    }

    static void AShortMethodsCallersFlush(PageTable table)
    {
        s_count++;
        Drop(table, 0x1000);
        s_count--;
        Flush(0x1000);
    }

    static void Drop(PageTable table, ulong address) => table.Unmap(address);

    static void Flush(ulong address)
    {
        if (address == 0)
            throw new ArgumentException("", nameof(address));
        Cpu.Invlpg(address);
    }
}

static class Other
{
    static void Edit(Table table)
    {
        table.Unmap(1);
        table.Unmap(2);
        table.Unmap(3);
        table.Unmap(4);
    }
}

sealed class Table
{
    public void Unmap(ulong address) { }
}
