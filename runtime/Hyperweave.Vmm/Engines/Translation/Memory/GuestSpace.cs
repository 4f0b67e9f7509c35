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

    /// <summary>The process-context identifiers, a bit each, under which nothing was flushed since entries in <see cref="Local"/> were compared: see SpaceManager.Context.</summary>
    internal ulong Contexts { get; set; }
    /// <summary>Global translations were flushed too: all of <see cref="Used"/> must be compared.</summary>
    internal bool NeedsFullCheck { get; set; }
    /// <summary>For the kernel's lower half: the upper half that these tables showed last.</summary>
    internal GuestSpace? Upper { get; set; }

    /// <summary>The pages that regions were made from, by guest address.</summary>
    private readonly Dictionary<ulong, SpacePage> _codePages = [];
    /// <summary>The one asked for last: what is translated next is mostly near.</summary>
    private SpacePage? _lastPage;
    private ulong _lastAddress;

    internal IEnumerable<SpacePage> CodePages => _codePages.Values;

    /// <summary>What is known of the page that an address lies in; null where no region was made from it.</summary>
    internal SpacePage? FindCode(ulong address)
    {
        address &= ~0xFFFUL;
        if (_lastPage is not null && _lastAddress == address) return _lastPage;
        if (!_codePages.TryGetValue(address, out var page)) return null;
        (_lastPage, _lastAddress) = (page, address);
        return page;
    }

    /// <summary>As <see cref="FindCode"/>, of a page that regions are made from now.</summary>
    internal SpacePage CodeAt(ulong address)
    {
        if (FindCode(address) is { } known) return known;
        var page = new SpacePage();
        _codePages.Add(address & ~0xFFFUL, page);
        return page;
    }

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

    internal void Remove(Region region)
    {
        foreach (var (page, _) in region.Pages) FindCode(page)?.Regions.Remove(region);
    }

    /// <summary>Adds the regions made from a range of guest addresses; one of several pages is found once for each.</summary>
    internal void FindRegions(ulong start, ulong length, List<Region> found)
    {
        if (length <= GuestMemoryMap.PageSize)
        {
            if (FindCode(start) is { } only) found.AddRange(only.Regions);
            return;
        }
        foreach (var (address, page) in _codePages)
        {
            if (address - start < length) found.AddRange(page.Regions);
        }
    }

    /// <summary>All its code is of this range.</summary>
    internal bool LiesWithin(ulong start, ulong length)
    {
        foreach (ulong page in _codePages.Keys)
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
            if (FindCode(page) is { } known) known.Seen = 0;
        }
    }

    /// <summary>Drops the code of a range; false where there is none.</summary>
    internal bool DropCodePages(ulong start, ulong length)
    {
        if (length == GuestMemoryMap.PageSize) return FindCode(start)?.Forget() == true;
        bool found = false;
        foreach (var (address, page) in _codePages)
        {
            if (address - start < length) found |= page.Forget();
        }
        return found;
    }

    internal void ForgetCode()
    {
        Entries.Clear();
        Targets.Clear();
        _codePages.Clear();
        _lastPage = null;
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
