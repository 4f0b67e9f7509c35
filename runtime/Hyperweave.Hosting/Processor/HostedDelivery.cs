using Hyperweave.Vmm;
using Hyperweave.Vmm.Delivery;

namespace Hyperweave.Hosting.Processor;

/// <summary>
/// Takes events to the kernel's handlers by a call: through the gate that the kernel has put into its IDT, whose target must
/// be a stub of the guest API. What IRET would load from the frame is taken over when the call returns.
/// </summary>
internal sealed unsafe class HostedDelivery(CpuState* cpu, GuestPointers pointers, KernelSide kernel, Refusals refusals) : EventDelivery
{
    /// <summary>Where a stub would be: no address of a program, 16 bytes a vector.</summary>
    public const ulong FirstStub = 0xFFFF_FFFF_9000_0000, StubDistance = 16;

    private const uint GateSize = 16, NamesIdt = 2;

    public InterruptCounts Counts { get; } = new();

    protected override CpuState* Processor => cpu;

    public override bool AcceptsInterrupts => cpu->InterruptFlag != 0 && cpu->InterruptShadow == 0;

    public override bool InterruptsOff => cpu->InterruptFlag == 0;

    protected override void Enter(in GuestEvent guestEvent)
    {
        if (guestEvent is { Vector: ExceptionVector.PF, Source: EventSource.Exception }) SetFaultAddress(guestEvent.Address);
        var gate = ReadGate(guestEvent.Vector);
        ulong stub = (gate.Offset - FirstStub) / StubDistance;
        if (stub > byte.MaxValue)
            throw refusals.Refuse($"the handler of {ExceptionVector.Name(guestEvent.Vector)}", $"its gate leads to 0x{gate.Offset:X}, which is no Trap.StubAddress, and machine code does not run here");
        Counts.Count((byte)stub);
        ulong flags = PushedFlags(cpu->FullRflags, guestEvent);
        cpu->Rflags &= ~(Rflags.TF | Rflags.NT | Rflags.RF);
        if (gate.Type == Gate.InterruptGate) cpu->InterruptFlag = 0;
        cpu->FullRflags = kernel.Enter(stub, guestEvent.ErrorCode ?? 0, flags) & ~Rflags.RF;
    }

    private Gate ReadGate(byte vector)
    {
        uint errorCode = vector * 8u | NamesIdt;
        if (vector * GateSize + (GateSize - 1) > cpu->Idtr.Limit) throw GuestFaultException.GeneralProtection(errorCode);
        var raw = (ulong*)pointers.Reach(cpu->Idtr.Base + vector * GateSize, (int)GateSize, write: false);
        var gate = new Gate(raw[0], (uint)raw[1]);
        if (gate.Type is not (Gate.InterruptGate or Gate.TrapGate)) throw GuestFaultException.GeneralProtection(errorCode);
        return gate.IsPresent ? gate : throw GuestFaultException.NotPresent(errorCode);
    }
}
