using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm.Delivery;

/// <summary>
/// Takes events through the guest's IDT: 64-bit gates with IST and stack switch (Intel SDM 3A 6.14), and 16- and 32-bit gates
/// of protected mode (6.12).
/// </summary>
public sealed unsafe partial class InterruptDelivery(CpuState* cpu, GuestVirtualMemory memory, DescriptorTables tables, TaskSwitch tasks)
    : EventDelivery
{
    /// <summary>Bits of a selector-like error code: the event is external; it names the IDT.</summary>
    internal const uint External = 1, NamesIdt = 2;

    protected override CpuState* Processor => cpu;

    public override bool AcceptsInterrupts => cpu->InterruptFlag != 0 && cpu->InterruptShadow == 0;

    public override bool InterruptsOff => cpu->InterruptFlag == 0;

    protected override void Enter(in GuestEvent guestEvent)
    {
        if (guestEvent is { Vector: ExceptionVector.PF, Source: EventSource.Exception }) SetFaultAddress(guestEvent.Address);
        if (ProcessorMode.IsLong(*cpu)) EnterLong(guestEvent);
        else EnterProtected(guestEvent);
        // The handler of #DB may use the debug registers (Intel SDM 3B 17.2.4).
        if (guestEvent is { Vector: ExceptionVector.DB, Source: EventSource.Exception }) cpu->Dr[7] &= ~Dr7.GD;
    }

    private Gate ReadGate(in GuestEvent guestEvent, uint size)
    {
        uint offset = guestEvent.Vector * size;
        uint errorCode = guestEvent.Vector * 8u | NamesIdt | ExternalBit(guestEvent);
        if (offset + size - 1 > cpu->Idtr.Limit) throw GuestFaultException.GeneralProtection(errorCode);
        var raw = size == 16
            ? memory.Read<UInt128>(cpu->Idtr.Base + offset, AccessKind.Implicit)
            : memory.Read<ulong>(cpu->Idtr.Base + offset, AccessKind.Implicit);
        var gate = new Gate((ulong)raw, (uint)(raw >> 64));
        bool isGate = gate.Type is Gate.InterruptGate or Gate.TrapGate || (size == 8 && gate.Type is Gate.TaskGate or Gate.InterruptGate16 or Gate.TrapGate16);
        if (!isGate) throw GuestFaultException.GeneralProtection(errorCode);
        if (guestEvent.Source == EventSource.SoftwareInterrupt && gate.Dpl < (int)cpu->Cpl) throw GuestFaultException.GeneralProtection(errorCode);
        return gate.IsPresent ? gate : throw GuestFaultException.NotPresent(errorCode);
    }

    private Descriptor ReadCode(Gate gate, in GuestEvent guestEvent)
    {
        uint external = ExternalBit(guestEvent);
        uint named = gate.Selector & ~3u;
        if (DescriptorTables.IsNull(gate.Selector)) throw GuestFaultException.GeneralProtection(external);
        bool allowed = tables.TryRead(gate.Selector, out var code) && code.IsCode && code.Dpl <= (int)cpu->Cpl
            && (!ProcessorMode.IsLong(*cpu) || (code.IsLong && !code.IsBig));
        if (!allowed) throw GuestFaultException.GeneralProtection(named | external);
        return code.IsPresent ? code : throw GuestFaultException.NotPresent(named | external);
    }

    /// <summary>Of the frame's writes: the handler's own, or, on a change of level, the processor's (Intel SDM 3A 4.6).</summary>
    private AccessKind StackRights(int level) => level == 3 ? AccessKind.User : cpu->Cpl == 3 ? AccessKind.Implicit : AccessKind.Read;

    private static uint ExternalBit(in GuestEvent guestEvent) => guestEvent.Source == EventSource.SoftwareInterrupt ? 0 : External;

    private void ClearFlags(Gate gate)
    {
        cpu->Rflags &= ~(Rflags.TF | Rflags.NT | Rflags.RF | Rflags.VM);
        if (gate.ClearsInterruptFlag) cpu->InterruptFlag = 0;
        cpu->InterruptShadow = 0;
    }
}
