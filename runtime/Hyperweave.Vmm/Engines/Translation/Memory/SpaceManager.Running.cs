using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The spaces that run: those of CR3, the user's and the two halves of the kernel's, at the same time. User and kernel code look
/// biases up in tables of their own, so that a system call and its return change nothing here; translated code performs them
/// by itself as long as the tables of targets that it would go on through are open.
/// </summary>
internal sealed unsafe partial class SpaceManager
{
    private const ulong UpperHalf = 1UL << 63;

    private readonly BiasTable _userBiases = new(context, EngineLayout.UserBiasTable), _kernelBiases = new(context, EngineLayout.BiasTable);
    private GuestSpace? _user, _lower, _upper;
    private ulong _root;
    /// <summary>See <see cref="FloatingPoint.ModeOf"/>.</summary>
    private uint _userMode, _kernelMode;
    private long _clock;

    private bool IsUser => _cpu->Cpl == 3;

    private BiasTable Biases => IsUser ? _userBiases : _kernelBiases;

    /// <summary>Makes the spaces of CR3 and CPL those that run; gives the one that RIP lies in.</summary>
    internal GuestSpace Activate()
    {
        ulong root = PageTablePath.RootOf(*_cpu);
        if (Exchanged.IsOpen && !OpensUserPages) Exchanged.Close();
        if (root != _root) SwitchRoot(root);
        uint mode = FloatingPoint.ModeOf(_cpu);
        return IsUser ? ActivateUser(mode) : ActivateKernel(mode);
    }

    /// <summary>The host address for a guest address of the running spaces is this much more; poison where there is no window.</summary>
    internal ulong BiasOf(ulong address) => Biases[BiasTable.SlotOf(address)];

    /// <summary>The running spaces' window that holds a host address.</summary>
    internal Window? FindByHost(ulong host) => IsUser ? FindByHost(_user, host) : FindByHost(Lower, host) ?? FindByHost(_upper, host);

    /// <summary>A window of the running spaces holds the page, with this right.</summary>
    internal bool IsMapped(ulong address, bool write) =>
        SpaceOf(address).FindWindow(BiasTable.SlotOf(address)) is { } window && WindowMapper.IsMapped(window, address, write);

    private GuestSpace SpaceOf(ulong address) => IsUser ? _user! : address >= UpperHalf ? _upper! : Lower!;

    private GuestSpace CodeSpaceOf(ulong address) => IsUser ? _user! : address >= UpperHalf ? _upper! : _lower!;

    private bool IsRunning(GuestSpace space) => space == _user || space == _lower || space == _userPages || space == _upper;

    private static Window? FindByHost(GuestSpace? space, ulong host)
    {
        if (space is null) return null;
        foreach (var window in space.Windows)
        {
            if (window.ContainsHost(host)) return window;
        }
        return null;
    }

    private GuestSpace ActivateUser(uint mode)
    {
        // 32-bit code has a window of its own under R15.
        bool isSoft = (mode & NarrowCode.Mode) == 0 && _habits.Choose(_root);
        if (mode != _userMode || (_user is not null && _user.Code.IsSoft != isSoft)) LeaveUser();
        _userMode = mode;
        if (_user is null) EnterUser(isSoft);
        if (!IsCurrent(_user!)) Check(_user!, _root);
        OpenTargets(EngineLayout.UserTargets, _user!);
        if (_kernelMode != mode) CloseKernelTargets();
        return _user!;
    }

    /// <summary>User code must not go on by way of a stub: it might turn in a loop for long, and be held to its old habits.</summary>
    private bool LooksBack => _user is { Code.IsSoft: true } && _habits.IsDue;

    private void EnterUser(bool isSoft)
    {
        Enter(_user = Find(SpaceKind.User, _root, _userMode, isSoft), _userBiases);
        if (isSoft) pages.Show(_user);
        if (_userPages is not null && _userPages != _user) CloseKernelTargets();
    }

    /// <summary>Fast ways out of the kernel lead to user code of the same mode.</summary>
    private GuestSpace ActivateKernel(uint mode)
    {
        if (mode != _kernelMode) LeaveKernel();
        _kernelMode = mode;
        if (_lower is null) EnterKernel();
        if (!IsCurrent(_lower!)) Check(_lower!, _root);
        if (!IsCurrent(_upper!)) CheckUpper();
        if (PreventsAccess) ActivateUserPages();
        OpenTargets(EngineLayout.LowerTargets, _lower!);
        OpenTargets(EngineLayout.UpperTargets, _upper!);
        if (_userMode != mode || LooksBack) CloseUserTargets();
        return CodeSpaceOf(_cpu->Rip);
    }

    private void EnterKernel()
    {
        _lower = Find(SpaceKind.KernelLower, _root, _kernelMode);
        Enter(_lower, _kernelBiases);
        EnterUpper(_lower.Upper ??= FindUpper(_root, _kernelMode));
    }

    private void EnterUpper(GuestSpace upper)
    {
        if (upper == _upper) return;
        Leave(_upper, _kernelBiases);
        Enter(_upper = upper, _kernelBiases);
    }

    /// <summary>The tables of another process may show another upper half.</summary>
    private void CheckUpper()
    {
        if (!_entries.SharesTop(_upper!, _root)) EnterUpper(_lower!.Upper = FindUpper(_root, _kernelMode));
        Check(_upper!, _root);
    }

    /// <summary>The kernel's upper half stays: it is most often the same under the new tables, and checked before it runs.</summary>
    private void SwitchRoot(ulong root)
    {
        _habits.Leave();
        LeaveUser();
        CloseKernelTargets();
        LeaveUserPages();
        Leave(_lower, _kernelBiases);
        (_lower, _root) = (null, root);
    }

    private void LeaveUser()
    {
        CloseUserTargets();
        Leave(_user, _userBiases);
        _user = null;
    }

    private void LeaveKernel()
    {
        CloseKernelTargets();
        LeaveUserPages();
        Leave(_lower, _kernelBiases);
        Leave(_upper, _kernelBiases);
        (_lower, _upper) = (null, null);
    }

    private void LeaveAll()
    {
        LeaveUser();
        LeaveKernel();
    }

    private void Enter(GuestSpace space, BiasTable biases)
    {
        space.LastRun = ++_clock;
        foreach (var window in space.Windows) biases.Set(window);
        OnActivated?.Invoke(space);
    }

    private static void Leave(GuestSpace? space, BiasTable biases)
    {
        if (space is null) return;
        foreach (var window in space.Windows) biases.Clear(window.Slot);
    }

    /// <summary>From now on a change of privilege may go on in this space without C#.</summary>
    private void OpenTargets(int place, GuestSpace space) => context.Word(place) = (ulong)context.Base + (ulong)space.Code.TargetTable;

    private void CloseTargets()
    {
        CloseUserTargets();
        CloseKernelTargets();
    }

    private void CloseUserTargets() => context.Word(EngineLayout.UserTargets) = 0;

    private void CloseKernelTargets() => context.Word(EngineLayout.UpperTargets) = context.Word(EngineLayout.LowerTargets) = 0;
}
