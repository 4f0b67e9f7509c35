namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The kernel and pages of user mode, where SMAP is on: a second space of the lower half, whose windows stand in the kernel's table
/// of biases only while EFLAGS.AC is set. A user page in the upper half is in no window of the kernel: each access asks.
/// </summary>
internal sealed unsafe partial class SpaceManager
{
    private GuestSpace? _userPages;

    private UserWindows Exchanged => field ??= new UserWindows(context, _kernelBiases);

    private bool PreventsAccess => (_cpu->Cr4 & Cr4.SMAP) != 0;

    private bool OpensUserPages => !IsUser && PreventsAccess && (_cpu->Rflags & Rflags.AC) != 0;

    /// <summary>What the kernel's data accesses reach in the lower half now.</summary>
    private GuestSpace? Lower => Exchanged.IsOpen && PreventsAccess ? _userPages : _lower;

    /// <summary>A window may hold the page: nothing that forbids it later goes unseen.</summary>
    internal bool MayMap(ulong address, in GuestMemory.Translation page) => MayMap(SpaceOf(address), page);

    private bool MayMap(GuestSpace space, in GuestMemory.Translation page) => space.Kind != SpaceKind.KernelUpper || !page.User || !PreventsAccess;

    private void ActivateUserPages()
    {
        if (_userPages is null)
        {
            _userPages = Find(SpaceKind.KernelUserPages, _root, _kernelMode);
            _userPages.LastRun = ++_clock;
            foreach (var window in _userPages.Windows) Exchanged.Add(window);
        }
        if (!IsCurrent(_userPages)) Check(_userPages, _root);
        if (OpensUserPages && !Exchanged.IsOpen) Exchanged.Open();
    }

    private void LeaveUserPages()
    {
        Exchanged.Clear();
        _userPages = null;
    }

    /// <summary>A window of a running space stands in the table from now on.</summary>
    private void Show(GuestSpace space, Window window)
    {
        if (space == _userPages) Exchanged.Add(window);
        else if (space == _lower) Exchanged.SetClosed(window);
        else Biases.Set(window);
    }
}
