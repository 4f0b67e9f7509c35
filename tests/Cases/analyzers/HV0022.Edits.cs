// only this rule
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static unsafe class Kernel
{
    [DllImport("*")] static extern ulong read_cr3();
    [DllImport("*")] static extern void invlpg(ulong address);

    private static int s_count;

    static void Unmap(PageTable table, ulong address)
    {
        s_count--;
        [|table.Unmap(address)|];
        PageAllocator.Free(address);
        s_count++;
        Serial.WriteLine("unmapped");
    }

    static void Protect(PageTable table, ulong address)
    {
        s_count++;
        [|table.Protect(address, PageFlags.None)|];
        if (s_count == 1)
            return;
        Cpu.Invlpg(address);
        s_count--;
    }

    static void Clear(ulong* entry)
    {
        s_count++;
        s_count += (int)*entry;
        [|PageEntry.Store(entry, 0)|];
        s_count--;
    }

    static void TakeRightsAway(ulong* entry)
    {
        s_count++;
        s_count += (int)*entry;
        [|PageEntry.Store(entry, *entry & ~(ulong)PageFlags.Writable)|];
        s_count--;
    }

    static void ByPointer(int index)
    {
        var root = (ulong*)(Cpu.ReadCr3() & ~0xFFFUL);
        var table = (ulong*)(root[index] & ~0xFFFUL);
        [|table[index] = 0|];
        s_count++;
        [|*table &= ~1UL|];
    }

    static void OfAnotherFamily(int index)
    {
        var root = (ulong*)read_cr3();
        [|root[index] = 0|];
        if (index == 0)
            return;
        invlpg((ulong)index << 39);
        s_count++;
    }

    static void OfAStructure(int index)
    {
        var entries = (Entry*)Cpu.ReadCr3();
        [|entries[index].Value = 0|];
        s_count++;
        [|entries->Value &= ~2UL|];
    }

    static void OfATablesRoot(PageTable table)
    {
        s_count++;
        var entries = (ulong*)table.Root;
        [|entries[3] = 0|];
        s_count--;
    }

    static void InALoop(PageTable table, int pages)
    {
        s_count++;
        for (var page = 0; page < pages; page++)
            [|table.Unmap((ulong)page << 12)|];
        s_count--;
        Serial.WriteLine("done");
    }

    static void ThroughAnOwnMethod(PageTable table)
    {
        s_count++;
        [|Drop(table, 0x1000)|];
        s_count--;
        Serial.WriteLine("dropped");
    }

    static void Drop(PageTable table, ulong address) => table.Unmap(address);
}

struct Entry
{
    public ulong Value;
}
