using Hyperweave.Abi;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>Events, time, halting and the end.</summary>
internal sealed unsafe partial class Hypercalls
{
    /// <summary>Vectors below are exceptions (Intel SDM 3A 6.2).</summary>
    private const ulong FirstEventVector = 32, LastVector = 255;

    /// <summary>The machine takes what is pending before the guest goes on; there is nothing else to do.</summary>
    public long DeliverPending() => 0;

    public long SetTimer(ulong deadline, ulong vector)
    {
        if (vector is < FirstEventVector or > LastVector) return HypercallError.EINVAL;
        if (deadline == 0)
        {
            _timer.Cancel();
            return 0;
        }
        _timerVector = (byte)vector;
        _timer.Arm(_clock.ToMachine(deadline));
        return 0;
    }

    public long Block()
    {
        _shared.IsMasked = false;
        if (!_shared.Pending && _timer.Deadline == TimerQueue.Never)
        {
            string where = _machine.Services.Machine.Where();
            _machine.Services.Machine.Stop(new MachineEnding(MachineEnding.HaltStatus,
                $"the guest blocked with no event pending and no timer set, for ever, at {where}"));
            return 0;
        }
        _machine.Services.Machine.WaitForInterrupt();
        return 0;
    }

    public long Yield()
    {
        Thread.Yield();
        return 0;
    }

    public long Shutdown(ulong reason, ulong status)
    {
        if ((long)status is < int.MinValue or > int.MaxValue) return HypercallError.EINVAL;
        int code = (int)status & 0xFF;
        MachineEnding? ending = reason switch
        {
            (ulong)ShutdownReason.PowerOff => MachineEnding.PowerOff(code),
            (ulong)ShutdownReason.Panic => MachineEnding.PowerOff(code != 0 ? code : MachineEnding.PanicStatus),
            (ulong)ShutdownReason.Reboot => MachineEnding.Reset("hypercall"),
            _ => null,
        };
        if (ending is null) return HypercallError.EINVAL;
        _machine.Services.Machine.Stop(ending);
        return 0;
    }
}
