namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The kernel and pages of user mode, where SMAP is on: the windows of the process's own space stand in the kernel's table of biases
/// while EFLAGS.AC is set. With CR0.WP set the kernel's rights to what they hold are the user's. What they do not hold, pages of the
/// kernel among them, and user pages in the upper half, is in no window then: each access asks.
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

    private bool MayMap(GuestSpace space, in GuestMemory.Translation page) => space.Kind switch
    {
        SpaceKind.KernelUpper => !page.User || !PreventsAccess,
        SpaceKind.User => IsUser || (page.User && (_cpu->Cr0 & Cr0.WP) != 0),
        _ => true,
    };

    private void ActivateUserPages()
    {
        if (_user is not null && _userPages != _user) LeaveUserPages();
        if (_userPages is null)
        {
            _userPages = _user ?? Find(SpaceKind.User, _root, _kernelMode, _habits.IsSoft(_root));
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
        if (space == _user) _userBiases.Set(window);
        if (space == _userPages) Exchanged.Add(window);
        if (space == _lower) Exchanged.SetClosed(window);
        if (space == _upper) _kernelBiases.Set(window);
    }
}
