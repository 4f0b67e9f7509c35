using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>What reaches the processor's interrupt pins: the local APIC's own requests first, then the 8259 pair through LINT0.</summary>
public sealed class PlatformInterrupts(LocalApic apic, InterruptControllerPair controllers, TimerQueue timers) : IInterruptSource
{
    public bool Pending => apic.Pending || (controllers.Pending && apic.PassesExternal);

    public byte Acknowledge()
    {
        byte vector = apic.Pending ? apic.Acknowledge() : controllers.Acknowledge();
        timers.InterruptTaken();
        return vector;
    }
}
