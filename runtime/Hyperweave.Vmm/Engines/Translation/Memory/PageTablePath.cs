using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>One page-table entry that a translation rests on, and the guest addresses that it governs.</summary>
/// <param name="IsNarrow">Of four bytes (32-bit paging).</param>
internal readonly record struct UsedEntry(ulong Physical, ulong Value, ulong Start, ulong Length, bool IsNarrow = false)
{
    private const ulong Global = 1 << 8;

    internal EntryPlace Key => new(Physical, Start);

    /// <summary>An entry of the top table.</summary>
    internal bool IsTop => Length == 1UL << 39;

    /// <summary>An entry for one page of 4 KiB.</summary>
    internal bool IsSmallPage => Length == 4096;

    /// <summary>The G bit, where the entry is a leaf.</summary>
    internal bool IsGlobal => (Value & Global) != 0;
}

/// <summary>What an entry is found by. Its hash is cheap: it is taken for each level of each page.</summary>
internal readonly record struct EntryPlace(ulong Physical, ulong Start)
{
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    public override int GetHashCode() => (int)((Physical + Start * 3) * Spread >> 32);
}

/// <summary>Reads the path of a page through the tables of the running mode (Intel SDM 3A 4.3 to 4.5) without touching A and D.</summary>
internal static class PageTablePath
{
    private const ulong Present = 1, LargePage = 1 << 7;
    private const ulong FrameMask = (1UL << PageWalker.PhysicalAddressBits) - 1 & ~0xFFFUL;
    private const int TopOfFour = 39, TopOfExtended = 30, TopOfNarrow = 22, Last = 12;

    /// <summary>Where CR3 says that the top table is: aligned to 32 bytes with PAE, else to a page.</summary>
    internal static ulong RootOf(in CpuState cpu) => cpu.Cr3 & (IsExtended(cpu) ? 0xFFFF_FFE0 : ~0xFFFUL);

    /// <summary>Fills <paramref name="path"/> from the top; the number of entries up to the leaf or the first absent one; none without paging.</summary>
    internal static int Read(GuestPhysicalMemory memory, in CpuState cpu, ulong address, Span<UsedEntry> path)
    {
        if (!ProcessorMode.IsPaged(cpu)) return 0;
        if ((cpu.Cr4 & Cr4.PAE) == 0) return ReadNarrow(memory, cpu, (uint)address, path);
        return ReadWide(memory, IsExtended(cpu) ? RootOf(cpu) : cpu.Cr3 & FrameMask, IsExtended(cpu) ? TopOfExtended : TopOfFour, address, path);
    }

    private static bool IsExtended(in CpuState cpu) => ProcessorMode.IsPaged(cpu) && (cpu.Cr4 & Cr4.PAE) != 0 && !ProcessorMode.IsLong(cpu);

    private static int ReadWide(GuestPhysicalMemory memory, ulong table, int top, ulong address, Span<UsedEntry> path)
    {
        int count = 0;
        for (int shift = top; shift >= Last; shift -= 9)
        {
            ulong entry = table + (address >> shift & 511) * 8;
            if (!memory.TryRead(entry, out ulong value)) return count;
            path[count++] = new UsedEntry(entry, value, address & ~((1UL << shift) - 1), 1UL << shift);
            if ((value & Present) == 0 || (shift is 30 or 21 && shift != top && (value & LargePage) != 0)) return count;
            table = value & FrameMask;
        }
        return count;
    }

    private static int ReadNarrow(GuestPhysicalMemory memory, in CpuState cpu, uint address, Span<UsedEntry> path)
    {
        ulong table = cpu.Cr3 & 0xFFFF_F000;
        int count = 0;
        for (int shift = TopOfNarrow; shift >= Last; shift -= 10)
        {
            ulong entry = table + (address >> shift & 1023) * 4;
            if (!memory.TryRead(entry, out uint value)) return count;
            path[count++] = new UsedEntry(entry, value, address & ~((1UL << shift) - 1), 1UL << shift, IsNarrow: true);
            if ((value & Present) == 0 || (shift == TopOfNarrow && (value & LargePage) != 0 && (cpu.Cr4 & Cr4.PSE) != 0)) return count;
            table = value & 0xFFFF_F000;
        }
        return count;
    }
}
