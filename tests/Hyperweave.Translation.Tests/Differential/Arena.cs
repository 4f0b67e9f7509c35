namespace Hyperweave.Translation.Tests.Differential;

/// <summary>What each page of the arena allows, the same on the host and in the guest.</summary>
internal enum PageUse
{
    Hole,
    ReadOnly,
    ReadWrite,
    Code,
}

/// <summary>
/// The only memory that sequences know: sixteen pages at <see cref="Guest.Data"/>, of the host process as of the guest, so that
/// addresses, return addresses and faults can be compared as they are. The same pages are seen at <see cref="Low"/>, for addresses of 32 bits.
/// </summary>
internal static class Arena
{
    internal const int PageBytes = 4096;
    internal const ulong Low = 0x5000_0000;

    private static readonly PageUse[] Pages =
    [
        PageUse.ReadWrite, PageUse.ReadWrite, PageUse.Hole, PageUse.ReadOnly, PageUse.ReadWrite, PageUse.Hole, PageUse.ReadWrite, PageUse.ReadWrite,
        PageUse.Hole, PageUse.Code, PageUse.Hole, PageUse.Hole, PageUse.Hole, PageUse.Hole, PageUse.Hole, PageUse.Hole,
    ];

    /// <summary>Where sequences stand; not at the page's begin, so that code before it can be named.</summary>
    internal const ulong Code = Guest.Data + CodePage * PageBytes + 0x400;
    internal const int CodePage = 9;
    internal const ulong Stack = Guest.Data + 7 * PageBytes + 0x200;
    internal const ulong Size = Guest.DataPages * PageBytes;

    internal static PageUse Use(int page) => Pages[page];

    /// <summary>The pages that sequences may change, by number.</summary>
    internal static readonly int[] WritablePages = [.. Enumerable.Range(0, Pages.Length).Where(page => Pages[page] == PageUse.ReadWrite)];

    /// <summary>The state whose bytes the page that cannot be written holds in all states.</summary>
    internal const int ReadOnlyState = 1;

    internal static ulong Address(int page) => Guest.Data + (ulong)page * PageBytes;

    /// <summary>An address of <paramref name="size"/> bytes in a page, aligned or not, at a page's end, across two pages, or in a hole.</summary>
    internal static ulong Target(Random random, int size)
    {
        int page = random.Next(9);
        ulong start = Address(page);
        return random.Next(20) switch
        {
            0 or 1 => start + PageBytes - (ulong)size,
            2 or 3 => start + PageBytes - (ulong)random.Next(1, Math.Max(2, size)),
            4 => start + (ulong)random.Next(PageBytes),
            5 => random.Next(4) == 0 ? (ulong)random.NextInt64(long.MinValue, long.MaxValue) | 1UL << 62 : start,
            // Most of them in pages that are there, and half of those aligned, or little else than faults would be seen.
            _ => Address(Common[random.Next(Common.Length)]) + ((ulong)random.Next(PageBytes - 600) & (random.Next(2) == 0 ? ~15UL : ~0UL)),
        };
    }

    /// <summary>The other address of the same byte; a wild one stays as it is.</summary>
    internal static ulong ToLow(ulong address) => address - Guest.Data < Size ? address - Guest.Data + Low : address;

    private static readonly int[] Common = [0, 1, 4, 6];
}
