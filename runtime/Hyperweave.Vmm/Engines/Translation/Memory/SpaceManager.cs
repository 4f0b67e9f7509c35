using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The guest's address spaces, and which of them run: the user's, or the two halves of the kernel's. A space is kept when the
/// guest leaves it. When CR3 is written, its windows are not emptied as a TLB would be: the page-table entries that they rest
/// on are compared with what they were, and only what has changed is dropped; global pages stay, as in the processor.
/// docs/decisions/0004-windows-across-cr3.md gives the figures.
/// </summary>
internal sealed unsafe class SpaceManager(ProcessorContext context, GuestPhysicalMemory memory, WindowMapper mapper)
{
    private const ulong UpperHalf = 1UL << 63;
    private const int MostSpaces = 64, SpacesKept = 16, MostCodes = EngineLayout.TargetTableCount - 4;

    private readonly CpuState* _cpu = context.Cpu;
    private readonly BiasTable _biases = new(context);
    private readonly List<GuestSpace> _spaces = [];
    private readonly List<CodeSpace> _codes = [];
    private readonly List<UsedEntry> _changed = [];
    private readonly EntryChanges _entries = new(memory);
    private long _clock;

    /// <summary>Called for a code space just made, for a space whose targets are to stand in its table, and for code that may not be entered any more.</summary>
    internal Action<CodeSpace>? OnNewCode { get; set; }
    internal Action<GuestSpace>? OnActivated { get; set; }
    internal Action<GuestSpace, ulong, ulong>? OnDroppedCode { get; set; }

    /// <summary>The lower half, or all of it for user code; and the kernel's upper half.</summary>
    private GuestSpace? _lower, _upper;

    /// <summary>Makes the spaces of CR3 and CPL those that run; gives the one that RIP lies in.</summary>
    internal GuestSpace Activate()
    {
        ulong root = _cpu->Cr3 & ~0xFFFUL;
        bool isUser = _cpu->Cpl == 3;
        uint mode = FloatingPoint.ModeOf(_cpu);
        var lower = _lower;
        bool stays = lower is not null && lower.Root == root && lower.Code.IsUser == isUser && lower.Code.FloatingMode == mode;
        if (!stays) Switch(root, isUser, mode);
        if (_lower!.NeedsCheck) Check(_lower, root);
        if (_upper is { NeedsCheck: true }) CheckUpper(root, mode);
        return SpaceOf(_cpu->Rip);
    }

    /// <summary>The host address for a guest address of the running spaces is this much more; poison where there is no window.</summary>
    internal ulong BiasOf(ulong address) => _biases[BiasTable.SlotOf(address)];

    /// <summary>The running spaces' window that holds a host address.</summary>
    internal Window? FindByHost(ulong host) => FindByHost(_lower, host) ?? FindByHost(_upper, host);

    /// <summary>Maps a page of the running spaces that a walk has just found.</summary>
    internal void Fill(ulong address, in GuestMemory.Translation page)
    {
        ulong slot = BiasTable.SlotOf(address);
        var space = SpaceOf(address);
        var window = space.FindWindow(slot);
        if (window is null)
        {
            window = mapper.Open(space, slot);
            _biases.Set(window);
        }
        mapper.Map(space, window, address, page);
        Remember(space, address);
    }

    internal void ProtectPage(ulong physical) => mapper.ProtectPage(_spaces, physical);

    /// <summary>Takes a page out of the windows of all spaces, whatever they show there.</summary>
    internal void Unmap(ulong address)
    {
        foreach (var space in _spaces) mapper.Drop(space, address, GuestMemoryMap.PageSize);
    }

    /// <summary>Code at this address rests on the entries of its path.</summary>
    internal void RememberCode(GuestSpace space, ulong address)
    {
        Remember(space, address);
        space.CodePages.Add(address & ~0xFFFUL);
    }

    /// <summary>CR3 was written, or all was flushed: what has changed in the tables counts from now on.</summary>
    internal void MarkForCheck(bool includingGlobal)
    {
        foreach (var space in _spaces)
        {
            space.NeedsCheck = true;
            space.NeedsFullCheck |= includingGlobal;
        }
    }

    /// <summary>INVLPG: the entries on this page's path are compared, in all spaces that the running tables show.</summary>
    internal void CheckPage(ulong address)
    {
        ulong root = _cpu->Cr3 & ~0xFFFUL;
        Span<UsedEntry> path = stackalloc UsedEntry[4];
        int count = PageTablePath.Read(memory, root, address, path);
        foreach (var space in _spaces)
        {
            if (space.Kind == SpaceKind.KernelUpper && space != _upper) space.NeedsCheck = space.NeedsFullCheck = true;
            if (space.Root != root && space != _upper) continue;
            for (int level = 0; level < count; level++)
            {
                var now = space.Own(path[level]);
                if (!space.Used.TryGetValue(now.Key, out var used) || used.Value == now.Value) continue;
                Drop(space, used, now.Value);
                break;
            }
        }
    }

    /// <summary>Gives up the spaces that have not run for longest, where room runs out; false when all must be forgotten.</summary>
    internal bool MakeRoom()
    {
        if (_codes.Count >= MostCodes) return false;
        if (_spaces.Count < MostSpaces && !mapper.IsFull) return true;
        foreach (var space in _spaces.Where(space => space != _lower && space != _upper).OrderBy(space => space.LastRun).SkipLast(SpacesKept).ToList()) Close(space);
        return !mapper.IsFull;
    }

    /// <summary>Forgets all spaces and gives their windows back.</summary>
    internal void Reset()
    {
        Leave(_lower);
        Leave(_upper);
        (_lower, _upper) = (null, null);
        foreach (var space in _spaces.ToList()) Close(space);
        _codes.Clear();
    }

    private GuestSpace SpaceOf(ulong address) => address >= UpperHalf && _upper is not null ? _upper : _lower!;

    private static Window? FindByHost(GuestSpace? space, ulong host)
    {
        if (space is null) return null;
        foreach (var window in space.Windows)
        {
            if (window.ContainsHost(host)) return window;
        }
        return null;
    }

    private void Switch(ulong root, bool isUser, uint mode)
    {
        // User code's windows may lie in the upper half too: all of the old go before the new come.
        Leave(_lower);
        var lower = FindLower(isUser, root, mode);
        var upper = isUser ? null : lower.Upper ??= FindUpper(root, mode);
        if (upper != _upper) Leave(_upper);
        Enter(_lower = lower);
        if (upper is not null && upper != _upper) Enter(upper);
        _upper = upper;
    }

    private void Enter(GuestSpace space)
    {
        space.LastRun = ++_clock;
        foreach (var window in space.Windows) _biases.Set(window);
        OnActivated?.Invoke(space);
    }

    private void Leave(GuestSpace? space)
    {
        if (space is null) return;
        foreach (var window in space.Windows) _biases.Clear(window.Slot);
    }

    private GuestSpace FindLower(bool isUser, ulong root, uint mode)
    {
        if (_lower?.Sibling is { } sibling && sibling.Root == root && sibling.Code.IsUser == isUser && sibling.Code.FloatingMode == mode) return sibling;
        var lower = Find(isUser ? SpaceKind.User : SpaceKind.KernelLower, root, mode);
        if (_lower is not null && _lower.Root == root) (_lower.Sibling, lower.Sibling) = (lower, _lower);
        return lower;
    }

    private GuestSpace Find(SpaceKind kind, ulong root, uint mode)
    {
        foreach (var space in _spaces)
        {
            if (space.Kind == kind && space.Root == root && space.Code.FloatingMode == mode) return space;
        }
        return Make(kind, root, mode);
    }

    /// <summary>The upper half that these tables show: all entries of the top table that it rests on are theirs.</summary>
    private GuestSpace FindUpper(ulong root, uint mode)
    {
        foreach (var space in _spaces)
        {
            if (space.Kind == SpaceKind.KernelUpper && space.Code.FloatingMode == mode && _entries.SharesTop(space, root)) return space;
        }
        return Make(SpaceKind.KernelUpper, root, mode);
    }

    private GuestSpace Make(SpaceKind kind, ulong root, uint mode)
    {
        var made = new GuestSpace(kind, root, CodeOf(kind, mode));
        _spaces.Add(made);
        return made;
    }

    private CodeSpace CodeOf(SpaceKind kind, uint mode)
    {
        bool isUser = kind == SpaceKind.User, isShared = kind != SpaceKind.KernelUpper;
        var code = isShared ? _codes.Find(code => code.IsShared && code.IsUser == isUser && code.FloatingMode == mode) : null;
        if (code is not null) return code;
        code = new CodeSpace(isUser, isShared, mode, _codes.Count);
        _codes.Add(code);
        OnNewCode?.Invoke(code);
        return code;
    }

    private void Close(GuestSpace space)
    {
        OnDroppedCode?.Invoke(space, 0, ulong.MaxValue);
        if (space.Code.Owner == space) space.Code.Owner = null;
        foreach (var other in _spaces)
        {
            if (other.Sibling == space) other.Sibling = null;
            if (other.Upper == space) other.Upper = null;
        }
        foreach (var window in space.Windows) mapper.Close(window);
        _spaces.Remove(space);
    }

    private void Remember(GuestSpace space, ulong address)
    {
        Span<UsedEntry> path = stackalloc UsedEntry[4];
        int count = PageTablePath.Read(memory, _cpu->Cr3, address, path);
        bool isGlobal = count > 0 && path[count - 1].IsGlobal && (_cpu->Cr4 & Cr4.PGE) != 0;
        space.Remember(path[..count], isGlobal);
    }

    /// <summary>The tables of another process may show another upper half.</summary>
    private void CheckUpper(ulong root, uint mode)
    {
        if (!_entries.SharesTop(_upper!, root))
        {
            Leave(_upper);
            Enter(_upper = _lower!.Upper = FindUpper(root, mode));
        }
        Check(_upper!, root);
    }

    private void Check(GuestSpace space, ulong root)
    {
        _entries.Find(space, root, space.NeedsFullCheck ? space.Used : space.Local, _changed);
        (space.NeedsCheck, space.NeedsFullCheck) = (false, false);
        foreach (var used in _changed)
        {
            if (space.Used.ContainsKey(used.Key)) Drop(space, used, _entries.Now(space, used, root));
        }
    }

    /// <summary>Drops everything that an entry governed: windows, code, and the entries below it.</summary>
    private void Drop(GuestSpace space, in UsedEntry changed, ulong now)
    {
        if (EntryChanges.OnlyTakesWriting(changed, now) && !space.CodePages.Contains(changed.Start))
        {
            WindowMapper.Downgrade(space, changed.Start);
            space.Remember([changed with { Value = now }], isGlobal: true);
            return;
        }
        var (start, length) = (changed.Start, changed.Length);
        mapper.Drop(space, start, length);
        if (changed.IsSmallPage) space.Forget(changed);
        else
        {
            foreach (var used in space.Used.Values.Where(used => used.Start - start < length).ToList()) space.Forget(used);
        }
        bool hadCode = length == GuestMemoryMap.PageSize ? space.CodePages.Remove(start)
            : space.CodePages.RemoveWhere(page => page - start < length || start - page < GuestMemoryMap.PageSize) > 0;
        if (hadCode) OnDroppedCode?.Invoke(space, start, length);
    }
}
