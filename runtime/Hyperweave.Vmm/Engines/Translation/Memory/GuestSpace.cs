namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// What one set of page tables shows to one class of privilege: its windows and its translated code. A kernel's and a
/// user's view of the same tables are two spaces, so that user code cannot reach what a window holds for the kernel.
/// </summary>
internal sealed class GuestSpace(ulong root, bool isUser, uint floatingMode, int tableIndex)
{
    /// <summary>CR3's address of the top table.</summary>
    internal ulong Root => root;
    internal bool IsUser => isUser;
    /// <summary>See <see cref="FloatingPoint.ModeOf"/>: code is made for one mode.</summary>
    internal uint FloatingMode => floatingMode;

    /// <summary>Offset from GS base of the table of indirect targets.</summary>
    internal int TargetTable => EngineLayout.TargetTables + tableIndex * EngineLayout.TargetTableBytes;

    internal List<Window> Windows { get; } = [];
    internal Dictionary<ulong, EntryPoint> Entries { get; } = [];

    /// <summary>
    /// The page-table entries that windows and code rest on, by their physical address and by the guest addresses that they
    /// govern: one table may be used at several places.
    /// </summary>
    internal Dictionary<(ulong Physical, ulong Start), UsedEntry> Used { get; } = [];

    /// <summary>Guest addresses of the pages that regions were made from.</summary>
    internal HashSet<ulong> CodePages { get; } = [];

    internal void Remember(ReadOnlySpan<UsedEntry> path)
    {
        foreach (var entry in path) Used[(entry.Physical, entry.Start)] = entry;
    }

    /// <summary>CR3 was written: the used entries must be compared before the space runs again.</summary>
    internal bool NeedsCheck { get; set; }

    internal Window? FindWindow(ulong slot)
    {
        foreach (var window in Windows)
        {
            if (window.Slot == slot) return window;
        }
        return null;
    }
}
