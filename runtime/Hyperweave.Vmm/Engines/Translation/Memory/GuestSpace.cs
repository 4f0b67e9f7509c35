using System.Runtime.InteropServices;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Which part of the guest's addresses a space holds.</summary>
internal enum SpaceKind
{
    /// <summary>What user code reaches; with SMAP the kernel too, while EFLAGS.AC lifts it.</summary>
    User,
    /// <summary>What the kernel reaches in the lower half, where each process has its own memory; with SMAP without the pages of user mode.</summary>
    KernelLower,
    /// <summary>What the kernel reaches in the upper half, which is the same under the page tables of all processes.</summary>
    KernelUpper,
}

/// <summary>
/// What page tables show to one class of privilege: its windows, and which translations are sound there. User code has
/// spaces of its own, so that it cannot reach what a window holds for the kernel.
/// </summary>
internal sealed class GuestSpace(SpaceKind kind, ulong root, CodeSpace code)
{
    private const ulong Accessed = 1 << 5;

    /// <summary>CR3's address of the top table; of the first one that was met, for the kernel's upper half.</summary>
    internal ulong Root => root;
    internal SpaceKind Kind => kind;
    internal CodeSpace Code => code;

    internal List<Window> Windows { get; } = [];
    /// <summary>Biases of pages, by guest address, where <see cref="CodeSpace.IsSoft"/>.</summary>
    internal Dictionary<ulong, ulong> Pages { get; } = [];
    internal Dictionary<ulong, EntryPoint> Entries { get; } = [];
    /// <summary>Entries of the table of indirect targets, by index.</summary>
    internal Dictionary<ushort, ulong> Targets { get; } = [];

    /// <summary>
    /// The page-table entries that windows and code rest on, by their physical address and by the guest addresses that they
    /// govern: one table may be used at several places. In the kernel's upper half entries of the top table go by their offset.
    /// </summary>
    internal Dictionary<EntryPlace, UsedEntry> Used { get; } = [];

    /// <summary>In the kernel's upper half: those of the top table, which tell whether other tables show the same.</summary>
    internal Dictionary<ulong, UsedEntry> Top { get; } = [];

    /// <summary>Those of them that a page without the G bit rests on: a CR3 write makes the processor forget it.</summary>
    internal Dictionary<EntryPlace, UsedEntry> Local { get; } = [];

    /// <summary>The pages that regions were made from, by guest address: physical address, and how many of its regions have been looked at.</summary>
    internal Dictionary<ulong, (ulong Physical, int Seen)> CodePages { get; } = [];

    /// <summary>The process-context identifiers, a bit each, under which nothing was flushed since entries in <see cref="Local"/> were compared: see SpaceManager.Context.</summary>
    internal ulong Contexts { get; set; }
    /// <summary>Global translations were flushed too: all of <see cref="Used"/> must be compared.</summary>
    internal bool NeedsFullCheck { get; set; }
    /// <summary>For the kernel's lower half: the upper half that these tables showed last.</summary>
    internal GuestSpace? Upper { get; set; }

    /// <summary>The regions that may be entered, by each page that they were made from.</summary>
    internal Dictionary<ulong, List<Region>> Regions { get; } = [];

    /// <summary>How many regions the second tier's thread had made when this space fetched what it had made for it.</summary>
    internal int PromotionsSeen { get; set; }

    /// <summary>When it began to run last, for eviction.</summary>
    internal long LastRun { get; set; }

    internal void Remember(ReadOnlySpan<UsedEntry> path, bool isGlobal)
    {
        foreach (var entry in path)
        {
            var used = Own(entry);
            Used[used.Key] = used;
            if (used.IsTop && kind == SpaceKind.KernelUpper) Top[used.Physical] = used;
            if (!isGlobal || Local.ContainsKey(used.Key)) Local[used.Key] = used;
        }
    }

    /// <summary>An entry as this space keeps it.</summary>
    internal UsedEntry Own(in UsedEntry entry) => kind == SpaceKind.KernelUpper && entry.IsTop
        ? entry with { Physical = entry.Physical & 0xFFF, Value = entry.Value & ~Accessed }
        : entry;

    /// <summary>Where an entry of <see cref="Used"/> stands under these page tables, and the bits that count.</summary>
    internal (ulong Physical, ulong Mask) Place(in UsedEntry used, ulong currentRoot) => kind == SpaceKind.KernelUpper && used.IsTop
        ? (currentRoot + used.Physical, ~Accessed)
        : (used.Physical, ulong.MaxValue);

    internal void Forget(in UsedEntry used)
    {
        Used.Remove(used.Key);
        Local.Remove(used.Key);
        if (used.IsTop) Top.Remove(used.Physical);
    }

    /// <summary>Entries of the second tier by page, a bit for each address: the first tier does not go past them.</summary>
    internal Dictionary<ulong, PageBits> SecondTier { get; } = [];

    internal void MarkSecondTier(ulong rip)
    {
        ref var bits = ref CollectionsMarshal.GetValueRefOrAddDefault(SecondTier, rip & ~0xFFFUL, out _);
        (bits ??= new PageBits())[rip] = true;
    }

    internal void UnmarkSecondTier(ulong rip)
    {
        if (SecondTier.TryGetValue(rip & ~0xFFFUL, out var bits)) bits[rip] = false;
    }

    internal void Add(Region region)
    {
        foreach (var (page, _) in region.Pages)
        {
            ref var regions = ref CollectionsMarshal.GetValueRefOrAddDefault(Regions, page, out _);
            (regions ??= []).Add(region);
        }
    }

    internal void Remove(Region region)
    {
        foreach (var (page, _) in region.Pages) Regions.GetValueOrDefault(page)?.Remove(region);
    }

    /// <summary>Adds the regions made from a range of guest addresses; one of several pages is found once for each.</summary>
    internal void FindRegions(ulong start, ulong length, List<Region> found)
    {
        if (length <= GuestMemoryMap.PageSize)
        {
            if (Regions.TryGetValue(start & ~0xFFFUL, out var regions)) found.AddRange(regions);
            return;
        }
        foreach (var (page, regions) in Regions)
        {
            if (page - start < length) found.AddRange(regions);
        }
    }

    /// <summary>All its code is of this range.</summary>
    internal bool LiesWithin(ulong start, ulong length)
    {
        foreach (ulong page in Regions.Keys)
        {
            if (page - start >= length) return false;
        }
        return true;
    }

    /// <summary>One page of the region has gone: it may be found again from its others.</summary>
    internal void LookAgain(Region region)
    {
        foreach (var (page, _) in region.Pages)
        {
            if (CodePages.TryGetValue(page, out var known)) CodePages[page] = (known.Physical, 0);
        }
    }

    /// <summary>Drops the code of a range; false where there is none.</summary>
    internal bool DropCodePages(ulong start, ulong length)
    {
        if (length == GuestMemoryMap.PageSize) return CodePages.Remove(start);
        int count = CodePages.Count;
        foreach (ulong page in CodePages.Keys)
        {
            if (page - start < length) CodePages.Remove(page);
        }
        return CodePages.Count != count;
    }

    internal void ForgetCode()
    {
        Entries.Clear();
        Targets.Clear();
        Regions.Clear();
        SecondTier.Clear();
        CodePages.Clear();
    }

    internal Window? FindWindow(ulong slot)
    {
        foreach (var window in Windows)
        {
            if (window.Slot == slot) return window;
        }
        return null;
    }
}
