using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>One page-table entry that a translation rests on, and the guest addresses that it governs.</summary>
internal readonly record struct UsedEntry(ulong Physical, ulong Value, ulong Start, ulong Length)
{
    private const ulong Global = 1 << 8;

    internal (ulong, ulong) Key => (Physical, Start);

    /// <summary>An entry of the top table.</summary>
    internal bool IsTop => Length == 1UL << 39;

    /// <summary>An entry for one page of 4 KiB.</summary>
    internal bool IsSmallPage => Length == 4096;

    /// <summary>The G bit, where the entry is a leaf.</summary>
    internal bool IsGlobal => (Value & Global) != 0;
}

/// <summary>Reads the path of 4-level paging (Intel SDM 3A 4.5) without touching A and D.</summary>
internal static class PageTablePath
{
    private const ulong Present = 1, LargePage = 1 << 7;
    private const ulong FrameMask = (1UL << PageWalker.PhysicalAddressBits) - 1 & ~0xFFFUL;

    /// <summary>Fills <paramref name="path"/> from the top; the number of entries up to the leaf or the first absent one.</summary>
    internal static int Read(GuestPhysicalMemory memory, ulong root, ulong address, Span<UsedEntry> path)
    {
        ulong table = root & FrameMask;
        int count = 0;
        for (int shift = 39; shift >= 12; shift -= 9)
        {
            ulong entry = table + (address >> shift & 511) * 8;
            if (!memory.TryRead(entry, out ulong value)) return count;
            path[count++] = new UsedEntry(entry, value, address & ~((1UL << shift) - 1), 1UL << shift);
            if ((value & Present) == 0 || (shift is 30 or 21 && (value & LargePage) != 0)) return count;
            table = value & FrameMask;
        }
        return count;
    }
}
