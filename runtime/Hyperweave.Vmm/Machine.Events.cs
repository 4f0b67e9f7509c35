using Hyperweave.Vmm.Delivery;

namespace Hyperweave.Vmm;

/// <summary>Events that do not come from an instruction, or from one that this machine does not know.</summary>
public sealed unsafe partial class Machine
{
    /// <summary>Places told of in the log, by RIP, and how many of them at most.</summary>
    private const int MostRefusals = 100;
    private readonly HashSet<ulong> _refused = [];
    private volatile bool _nonMaskable;

    /// <summary>An NMI reaches the processor's pin, from any thread. A paravirtual guest has no such thing.</summary>
    public void RaiseNonMaskable()
    {
        _nonMaskable = parts.Hypercalls is null;
        Kick();
    }

    private bool IsNonMaskableDue => _nonMaskable && _cpu->NmiBlocked == 0;

    /// <summary>
    /// Takes an NMI to its handler, unless another is being served: it waits for the next IRET then (Intel SDM 3A 6.7.1). False
    /// while the shadow of MOV SS holds it back, which one instruction ends.
    /// </summary>
    private bool TryTakeNonMaskable()
    {
        if (!IsNonMaskableDue) return true;
        if (_cpu->InterruptShadow == InterruptShadow.MovSs) return false;
        _nonMaskable = false;
        _cpu->NmiBlocked = 1;
        DeliverEvent(GuestEvent.Interrupt(ExceptionVector.NMI));
        return true;
    }

    /// <summary>
    /// What the machine cannot do is #UD in the guest, and one line in the log for each place. A paravirtual guest, which has
    /// been promised to be without such places, ends.
    /// </summary>
    private void Refuse(string what)
    {
        if (parts.Hypercalls is not null)
        {
            Stop(MachineEnding.Unsupported($"{what}, at {Where()}"));
            return;
        }
        _cpu->PendingDebug = 0;
        if (_refused.Count < MostRefusals && _refused.Add(_cpu->Rip)) parts.Log?.Invoke($"{what}, at {Where()}: #UD in the guest");
        DeliverEvent(GuestEvent.Exception(ExceptionVector.UD));
    }
}
