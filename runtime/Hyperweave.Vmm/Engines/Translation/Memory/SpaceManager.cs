using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The guest's address spaces. A space is kept when the guest leaves it. When CR3 is written, its windows are not emptied as a
/// TLB would be: the page-table entries that they rest on are compared with what they were, and only what has changed is
/// dropped; global pages stay, as in the processor.
/// docs/decisions/0004-windows-across-cr3.md gives the figures.
/// </summary>
internal sealed unsafe partial class SpaceManager(ProcessorContext context, GuestPhysicalMemory memory, WindowMapper mapper, PageBiases pages)
{
    private const int MostSpaces = 64, SpacesKept = 16, MostCodes = EngineLayout.TargetTableCount - 4;

    private readonly CpuState* _cpu = context.Cpu;
    private readonly List<GuestSpace> _spaces = [];
    private readonly List<CodeSpace> _codes = [];
    private readonly List<UsedEntry> _changed = [];
    private readonly EntryChanges _entries = new(memory);
    private readonly SpaceHabits _habits = new(TimeProvider.System);

    /// <summary>Called for a code space just made, for a space whose targets are to stand in its table, and for code that may not be entered any more.</summary>
    internal Action<CodeSpace>? OnNewCode { get; set; }
    internal Action<GuestSpace>? OnActivated { get; set; }
    internal Action<GuestSpace, ulong, ulong>? OnDroppedCode { get; set; }

    /// <summary>Enters a page that a walk has just found where the running user code looks it up; false where it cannot.</summary>
    internal bool FillBias(ulong address, in GuestMemory.Translation page)
    {
        pages.CountMiss();
        if (!pages.Fill(_user!, address, page)) return false;
        _habits.CountFill();
        Remember(_user!, address);
        return true;
    }

    /// <summary>The running code must look a page up anew; false where it looks none up.</summary>
    internal bool DropBias(ulong address)
    {
        if (!IsUser || !_user!.Code.IsSoft) return false;
        pages.Drop(_user, address & ~0xFFFUL);
        return true;
    }

    /// <summary>Maps a page of the running spaces that a walk has just found.</summary>
    internal void Fill(ulong address, in GuestMemory.Translation page)
    {
        var space = SpaceOf(address);
        var window = WindowOf(space, BiasTable.SlotOf(address));
        if (!MayMap(space, page)) return;
        mapper.Map(space, window, address, page);
        if (IsUser) _habits.CountFill();
        Remember(space, address);
    }

    /// <summary>The host address of guest address 0, in the running space's window.</summary>
    internal ulong OpenFirstWindow() => WindowOf(SpaceOf(0), 0).Bias;

    private Window WindowOf(GuestSpace space, ulong slot)
    {
        var window = space.FindWindow(slot) ?? mapper.Open(space, slot);
        if (Biases[slot] != window.Bias) Show(space, window);
        return window;
    }

    internal void ProtectPage(ulong physical)
    {
        mapper.ProtectPage(_spaces, IsRunning, physical);
        pages.Protect(_spaces, physical);
    }

    /// <summary>Takes a page out of all spaces, whatever they show there.</summary>
    internal void Unmap(ulong address)
    {
        foreach (var space in _spaces)
        {
            mapper.Drop(space, address, GuestMemoryMap.PageSize);
            pages.Drop(space, address & ~0xFFFUL);
        }
    }

    /// <summary>Code of this page rests on the entries of its path.</summary>
    internal void RememberCode(GuestSpace space, ulong page, ulong physical)
    {
        Remember(space, page);
        space.CodeAt(page).Lead(physical);
    }

    /// <summary>CR3 was written, or all was flushed: what has changed in the tables counts from now on.</summary>
    internal void MarkForCheck(bool includingGlobal)
    {
        CloseTargets();
        foreach (var space in _spaces)
        {
            space.Contexts = 0;
            space.NeedsFullCheck |= includingGlobal;
        }
    }

    /// <summary>The same for one process-context identifier and what is not global.</summary>
    internal void MarkForCheck(ushort context)
    {
        CloseTargets();
        foreach (var space in _spaces) space.Contexts &= ~BitOf(context);
    }

    /// <summary>CR3 was written, with nothing flushed: identifiers that share a bit are compared nevertheless.</summary>
    internal void SwitchContext()
    {
        CloseTargets();
        if (Context == BitOf(LastContext)) MarkForCheck(LastContext);
    }

    /// <summary>INVLPG: the entries on this page's path are compared, in all spaces that the running tables show.</summary>
    internal void CheckPage(ulong address)
    {
        ulong root = PageTablePath.RootOf(*_cpu);
        Span<UsedEntry> path = stackalloc UsedEntry[4];
        int count = PageTablePath.Read(memory, *_cpu, address, path);
        foreach (var space in _spaces)
        {
            if (space.Kind == SpaceKind.KernelUpper && space != _upper) (space.Contexts, space.NeedsFullCheck) = (0, true);
            if (space.Root != root && space != _upper)
            {
                space.Contexts &= ~Context;
                continue;
            }
            for (int level = 0; level < count; level++)
            {
                var now = space.Own(path[level]);
                // What lies below an entry that is not in use is not either.
                if (!space.Used.TryGetValue(now.Key, out var used)) break;
                if (used.Value == now.Value) continue;
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
        foreach (var space in _spaces.Where(space => !IsRunning(space)).OrderBy(space => space.LastRun).SkipLast(SpacesKept).ToList()) Close(space);
        return !mapper.IsFull;
    }

    /// <summary>Forgets all spaces and gives their windows back.</summary>
    internal void Reset()
    {
        LeaveAll();
        pages.Hide();
        foreach (var space in _spaces.ToList()) Close(space);
        _codes.Clear();
    }

    /// <summary>No translation is there any more; the spaces and their windows stay.</summary>
    internal void ForgetCode()
    {
        LeaveAll();
        foreach (var space in _spaces) space.ForgetCode();
        foreach (var code in _codes)
        {
            code.Owner = null;
            OnNewCode?.Invoke(code);
        }
    }

    private GuestSpace Find(SpaceKind kind, ulong root, uint mode, bool isSoft = false)
    {
        foreach (var space in _spaces)
        {
            if (space.Kind == kind && space.Root == root && space.Code.IsSoft == isSoft && space.Code.FloatingMode == mode) return space;
        }
        return Make(kind, root, mode, isSoft);
    }

    /// <summary>The upper half that these tables show: all entries of the top table that it rests on are theirs.</summary>
    private GuestSpace FindUpper(ulong root, uint mode)
    {
        foreach (var space in _spaces)
        {
            if (space.Kind == SpaceKind.KernelUpper && space.Code.FloatingMode == mode && _entries.SharesTop(space, root)) return space;
        }
        return Make(SpaceKind.KernelUpper, root, mode, isSoft: false);
    }

    private GuestSpace Make(SpaceKind kind, ulong root, uint mode, bool isSoft)
    {
        var made = new GuestSpace(kind, root, CodeOf(kind, mode, isSoft));
        _spaces.Add(made);
        return made;
    }

    private CodeSpace CodeOf(SpaceKind kind, uint mode, bool isSoft)
    {
        bool isUser = kind == SpaceKind.User, isShared = kind != SpaceKind.KernelUpper;
        var code = isShared ? _codes.Find(code => code.IsShared && code.IsUser == isUser && code.IsSoft == isSoft && code.FloatingMode == mode) : null;
        if (code is not null) return code;
        code = new CodeSpace(isUser, isShared, isSoft, mode, _codes.Count);
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
            if (other.Upper == space) other.Upper = null;
        }
        foreach (var window in space.Windows) mapper.Close(window);
        pages.Drop(space, 0, ulong.MaxValue);
        if (space.Kind == SpaceKind.User) _habits.Forget(space.Root);
        _spaces.Remove(space);
    }

    private void Remember(GuestSpace space, ulong address)
    {
        Span<UsedEntry> path = stackalloc UsedEntry[4];
        int count = PageTablePath.Read(memory, *_cpu, address, path);
        bool isGlobal = count > 0 && path[count - 1].IsGlobal && (_cpu->Cr4 & Cr4.PGE) != 0;
        space.Remember(path[..count], isGlobal);
    }

    private void Check(GuestSpace space, ulong root)
    {
        _entries.Find(space, root, space.NeedsFullCheck ? space.Used : space.Local, _changed);
        space.Contexts |= Context;
        space.NeedsFullCheck = false;
        foreach (var used in _changed)
        {
            if (space.Used.ContainsKey(used.Key)) Drop(space, used, _entries.Now(space, used, root));
        }
    }

    /// <summary>Drops everything that an entry governed: windows, code, and the entries below it. What may still be read and executed keeps its code.</summary>
    private void Drop(GuestSpace space, in UsedEntry changed, ulong now)
    {
        if (EntryChanges.OnlyTakesWriting(changed, now))
        {
            if (changed.IsSmallPage) WindowMapper.Downgrade(space, changed.Start);
            else mapper.Drop(space, changed.Start, changed.Length);
            pages.Drop(space, changed.Start, changed.Length);
            space.Remember([changed with { Value = now }], isGlobal: true);
            return;
        }
        var (start, length) = (changed.Start, changed.Length);
        // Another process has got the top table, or the process another program.
        if (changed.IsTop && space.Kind == SpaceKind.User) _habits.Forget(space.Root);
        mapper.Drop(space, start, length);
        pages.Drop(space, start, length);
        if (changed.IsSmallPage) space.Forget(changed);
        else
        {
            foreach (var used in space.Used.Values.Where(used => used.Start - start < length).ToList()) space.Forget(used);
        }
        if (space.DropCodePages(start, length)) OnDroppedCode?.Invoke(space, start, length);
    }
}
