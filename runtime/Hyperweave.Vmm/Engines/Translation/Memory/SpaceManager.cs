using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The guest's address spaces, and which of them runs. A space is kept when the guest leaves it. When CR3 is written, its
/// windows are not emptied as a TLB would be: the page-table entries that they rest on are compared with what they were,
/// and only what has changed is dropped. docs/decisions/0004-windows-across-cr3.md gives the figures.
/// </summary>
internal sealed unsafe class SpaceManager(ProcessorContext context, GuestPhysicalMemory memory, WindowMapper mapper)
{
    private readonly CpuState* _cpu = context.Cpu;
    private readonly BiasTable _biases = new(context);
    private readonly List<GuestSpace> _spaces = [];
    private readonly List<UsedEntry> _changed = [];

    /// <summary>Called for a space just made, and for one whose code must be forgotten.</summary>
    internal Action<GuestSpace>? OnNewSpace { get; set; }
    internal Action<GuestSpace, ulong, ulong>? OnDroppedCode { get; set; }

    internal GuestSpace? Active { get; private set; }

    /// <summary>Spaces, target tables or windows run out: <see cref="Reset"/> before going on.</summary>
    internal bool IsFull => _spaces.Count >= EngineLayout.TargetTableCount - 2 || mapper.IsFull;

    /// <summary>Makes the space of CR3 and CPL the one that runs.</summary>
    internal GuestSpace Activate()
    {
        ulong root = _cpu->Cr3 & ~0xFFFUL;
        bool isUser = _cpu->Cpl == 3;
        uint mode = FloatingPoint.ModeOf(_cpu);
        var active = Active;
        if (active is null || active.Root != root || active.IsUser != isUser || active.FloatingMode != mode)
        {
            if (active is not null) Leave(active);
            Active = active = Find(root, isUser, mode);
            if (active.NeedsCheck) Check(active);
            foreach (var window in active.Windows) _biases.Set(window);
        }
        else if (active.NeedsCheck) Check(active);
        return active;
    }

    /// <summary>The host address for a guest address of the active space is this much more; poison where there is no window.</summary>
    internal ulong BiasOf(ulong address) => _biases[BiasTable.SlotOf(address)];

    /// <summary>The active space's window that holds a host address.</summary>
    internal Window? FindByHost(ulong host)
    {
        foreach (var window in Active!.Windows)
        {
            if (window.ContainsHost(host)) return window;
        }
        return null;
    }

    /// <summary>Maps a page of the active space that a walk has just found.</summary>
    internal void Fill(ulong address, in GuestMemory.Translation page)
    {
        ulong slot = BiasTable.SlotOf(address);
        var window = Active!.FindWindow(slot);
        if (window is null)
        {
            window = mapper.Open(Active, slot);
            _biases.Set(window);
        }
        mapper.Map(Active, window, address, page);
    }

    internal void ProtectPage(ulong physical) => mapper.ProtectPage(_spaces, physical);

    /// <summary>Code at this address rests on the entries of its path.</summary>
    internal void Remember(GuestSpace space, ulong address)
    {
        Span<UsedEntry> path = stackalloc UsedEntry[4];
        int count = PageTablePath.Read(memory, space.Root, address, path);
        space.Remember(path[..count]);
        space.CodePages.Add(address & ~0xFFFUL);
    }

    /// <summary>CR3 was written: what has changed in the tables counts from now on.</summary>
    internal void MarkForCheck()
    {
        foreach (var space in _spaces) space.NeedsCheck = true;
    }

    /// <summary>INVLPG: the entries on this page's path are compared, in both spaces of the running tables.</summary>
    internal void CheckPage(ulong address)
    {
        ulong root = _cpu->Cr3 & ~0xFFFUL;
        Span<UsedEntry> path = stackalloc UsedEntry[4];
        foreach (var space in _spaces)
        {
            if (space.Root != root) continue;
            int count = PageTablePath.Read(memory, root, address, path);
            for (int level = 0; level < count; level++)
            {
                if (!space.Used.TryGetValue((path[level].Physical, path[level].Start), out var used) || used.Value == path[level].Value) continue;
                Drop(space, used);
                break;
            }
        }
    }

    /// <summary>Forgets all spaces and gives their windows back.</summary>
    internal void Reset()
    {
        if (Active is not null) Leave(Active);
        Active = null;
        foreach (var space in _spaces)
        {
            foreach (var window in space.Windows) mapper.Close(window);
        }
        _spaces.Clear();
    }

    private void Leave(GuestSpace space)
    {
        foreach (var window in space.Windows) _biases.Clear(window.Slot);
    }

    private GuestSpace Find(ulong root, bool isUser, uint mode)
    {
        foreach (var space in _spaces)
        {
            if (space.Root == root && space.IsUser == isUser && space.FloatingMode == mode) return space;
        }
        var made = new GuestSpace(root, isUser, mode, _spaces.Count);
        _spaces.Add(made);
        OnNewSpace?.Invoke(made);
        return made;
    }

    private void Check(GuestSpace space)
    {
        space.NeedsCheck = false;
        _changed.Clear();
        foreach (var used in space.Used.Values)
        {
            if (!memory.TryRead(used.Physical, out ulong value) || value != used.Value) _changed.Add(used);
        }
        foreach (var used in _changed) Drop(space, used);
    }

    /// <summary>Drops everything that an entry governed: windows, code, and the entries below it.</summary>
    private void Drop(GuestSpace space, in UsedEntry changed)
    {
        mapper.Drop(space, changed.Start, changed.Length);
        var (start, length) = (changed.Start, changed.Length);
        foreach (var (key, used) in space.Used)
        {
            if (used.Start - start < length) space.Used.Remove(key);
        }
        if (space.CodePages.RemoveWhere(page => page - start < length || start - page < 4096) > 0) OnDroppedCode?.Invoke(space, start, length);
    }
}
