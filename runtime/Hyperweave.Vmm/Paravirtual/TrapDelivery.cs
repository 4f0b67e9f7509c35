using System.Runtime.InteropServices;
using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>
/// Takes events through the trap table: IDT gates in guest memory, of which offset, selector, type, DPL and IST count. The
/// frame is the processor's (Intel SDM 3A 6.14.2), with IF standing for the shared mask. No GDT is looked at: a gate's
/// selector goes into CS as it is. A trap from user mode comes on the stack of SetKernelStack.
/// </summary>
internal sealed unsafe class TrapDelivery(CpuState* cpu, GuestVirtualMemory memory, SharedPageView shared) : EventDelivery
{
    private const uint GateSize = 16;

    protected override CpuState* Processor => cpu;

    public override bool AcceptsInterrupts => !shared.IsMasked;

    public override bool InterruptsOff => shared.IsMasked;

    /// <summary>The stack for traps from user mode; 0 until the guest has said.</summary>
    public ulong KernelStack { get; set; }

    /// <summary>RFLAGS with IF as the shared mask has it.</summary>
    public ulong GuestFlags => cpu->FullRflags & ~Rflags.IF | (shared.IsMasked ? 0 : Rflags.IF);

    protected override void SetFaultAddress(ulong address) => shared.Cr2 = cpu->Cr2 = address;

    protected override void Enter(in GuestEvent guestEvent)
    {
        if (guestEvent is { Vector: ExceptionVector.PF, Source: EventSource.Exception }) SetFaultAddress(guestEvent.Address);
        var gate = ReadGate(guestEvent);
        PushFrame(StackFor(gate) & ~15UL, guestEvent.ErrorCode, PushedFlags(GuestFlags, guestEvent));
        EnterKernel(gate.Selector, gate.Offset, masked: gate.Type == Gate.InterruptGate);
    }

    /// <summary>Pushes SS, RSP, RFLAGS, CS, RIP and, where there is one, the error code, and moves RSP there.</summary>
    public void PushFrame(ulong stack, ulong? errorCode, ulong flags)
    {
        Span<ulong> frame = stackalloc ulong[6];
        int count = 0;
        if (errorCode is { } code) frame[count++] = code;
        frame[count++] = cpu->Rip;
        frame[count++] = cpu->Cs.Selector;
        frame[count++] = flags;
        frame[count++] = cpu->Rsp;
        frame[count++] = cpu->Ss.Selector;
        ulong bottom = stack - (ulong)count * 8;
        memory.Write(bottom, MemoryMarshal.AsBytes(frame[..count]), AccessKind.Read);
        cpu->Rsp = bottom;
    }

    /// <summary>The kernel goes on at RIP. After a change of level SS is null, as the processor leaves it in long mode.</summary>
    public void EnterKernel(ushort codeSelector, ulong rip, bool masked)
    {
        if (cpu->Cpl != 0) cpu->Ss.Selector = 0;
        SetLevel(0);
        cpu->Cs.Selector = (ushort)(codeSelector & ~3);
        cpu->Rip = rip;
        cpu->Rflags &= ~(Rflags.TF | Rflags.NT | Rflags.RF | Rflags.VM);
        if (masked) shared.IsMasked = true;
    }

    public void SetLevel(ulong level)
    {
        cpu->Cpl = level;
        shared.IsUserMode = level == 3;
    }

    private Gate ReadGate(in GuestEvent guestEvent)
    {
        uint offset = guestEvent.Vector * GateSize;
        uint external = guestEvent.Source == EventSource.SoftwareInterrupt ? 0 : InterruptDelivery.External;
        uint errorCode = guestEvent.Vector * 8u | InterruptDelivery.NamesIdt | external;
        // No table given: its limit is 0.
        if (offset + GateSize - 1 > cpu->Idtr.Limit) throw GuestFaultException.GeneralProtection(errorCode);
        ulong at = cpu->Idtr.Base + offset;
        var gate = new Gate(memory.Read<ulong>(at, AccessKind.Read), memory.Read<uint>(at + 8, AccessKind.Read));
        bool sound = gate.Type is Gate.InterruptGate or Gate.TrapGate && (gate.Selector & ~3) != 0 && ProcessorMode.IsCanonical(gate.Offset);
        if (!sound) throw GuestFaultException.GeneralProtection(errorCode);
        if (guestEvent.Source == EventSource.SoftwareInterrupt && gate.Dpl < (int)cpu->Cpl) throw GuestFaultException.GeneralProtection(errorCode);
        return gate.IsPresent ? gate : throw GuestFaultException.NotPresent(errorCode);
    }

    private ulong StackFor(Gate gate)
    {
        if (gate.StackTable != 0) return InterruptStack(gate.StackTable);
        if (cpu->Cpl == 0) return cpu->Rsp;
        return KernelStack != 0 ? KernelStack : throw GuestFaultException.InvalidTss(0);
    }

    private ulong InterruptStack(int index)
    {
        uint offset = InterruptDelivery.Ist1Offset + (uint)(index - 1) * 8;
        if (offset + 7 > cpu->Tr.Limit) throw GuestFaultException.InvalidTss(cpu->Tr.Selector & ~3u);
        return memory.Read<ulong>(cpu->Tr.Base + offset, AccessKind.Read);
    }
}
