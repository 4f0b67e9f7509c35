using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm.Delivery;

/// <summary>
/// Takes events through the guest's IDT: 64-bit gates with IST and stack switch (Intel SDM 3A 6.14), and 32-bit gates at
/// the same privilege level (6.12), which is what a kernel can meet on its way to long mode.
/// </summary>
public sealed unsafe partial class InterruptDelivery(CpuState* cpu, GuestVirtualMemory memory, DescriptorTables tables) : IEventDelivery
{
    private const int InterruptGate = 14, TrapGate = 15;
    /// <summary>Bits of a selector-like error code: the event is external; it names the IDT.</summary>
    private const uint External = 1, NamesIdt = 2;

    public bool AcceptsInterrupts => cpu->InterruptFlag != 0 && cpu->InterruptShadow == 0;

    public bool InterruptsOff => cpu->InterruptFlag == 0;

    public void Deliver(in GuestEvent guestEvent)
    {
        var current = guestEvent;
        while (true)
        {
            try
            {
                Enter(current);
                return;
            }
            catch (GuestFaultException fault)
            {
                // The page fault that makes a double fault has loaded CR2 all the same: kernels see a stack overflow by it.
                if (fault.Event.Vector == ExceptionVector.PF) cpu->Cr2 = fault.Event.Address;
                if (current.Vector == ExceptionVector.DF && current.Source == EventSource.Exception)
                    throw new TripleFaultException(guestEvent, Cause(fault.Event));
                // A fault while entering INT n is reported at the instruction, not past it.
                if (current.Source == EventSource.SoftwareInterrupt) cpu->Rip = current.Address;
                current = Combine(current, fault.Event);
            }
        }
    }

    /// <summary>Which exception follows from a second one while the first was being entered (Intel SDM 3A 6.15, table 6-5).</summary>
    private static GuestEvent Combine(in GuestEvent first, in GuestEvent second)
    {
        bool faultAgain = first.Source == EventSource.Exception
            && (IsContributory(first.Vector) ? IsContributory(second.Vector)
                : first.Vector == ExceptionVector.PF && (second.Vector == ExceptionVector.PF || IsContributory(second.Vector)));
        return faultAgain ? GuestEvent.Exception(ExceptionVector.DF, 0) : second;
    }

    private static bool IsContributory(byte vector) =>
        vector is ExceptionVector.DE or ExceptionVector.TS or ExceptionVector.NP or ExceptionVector.SS or ExceptionVector.GP;

    private static string Cause(in GuestEvent last) => last.Vector == ExceptionVector.PF
        ? $"#PF on 0x{last.Address:X} while entering #DF"
        : $"{ExceptionVector.Name(last.Vector)}(0x{last.ErrorCode ?? 0:X}) while entering #DF";

    private void Enter(in GuestEvent guestEvent)
    {
        if (guestEvent is { Vector: ExceptionVector.PF, Source: EventSource.Exception }) cpu->Cr2 = guestEvent.Address;
        if (ProcessorMode.IsLong(*cpu)) EnterLong(guestEvent);
        else EnterProtected(guestEvent);
    }

    private Gate ReadGate(in GuestEvent guestEvent, uint size)
    {
        uint offset = guestEvent.Vector * size;
        uint errorCode = guestEvent.Vector * 8u | NamesIdt | ExternalBit(guestEvent);
        if (offset + size - 1 > cpu->Idtr.Limit) throw GuestFaultException.GeneralProtection(errorCode);
        var gate = new Gate(
            memory.Read<ulong>(cpu->Idtr.Base + offset, AccessKind.Read),
            size == 16 ? memory.Read<uint>(cpu->Idtr.Base + offset + 8, AccessKind.Read) : 0);
        if (gate.Type is not (InterruptGate or TrapGate)) throw GuestFaultException.GeneralProtection(errorCode);
        if (guestEvent.Source == EventSource.SoftwareInterrupt && gate.Dpl < (int)cpu->Cpl) throw GuestFaultException.GeneralProtection(errorCode);
        return gate.IsPresent ? gate : throw GuestFaultException.NotPresent(errorCode);
    }

    private Descriptor ReadCode(Gate gate, in GuestEvent guestEvent)
    {
        uint external = ExternalBit(guestEvent);
        GuestFaultException Bad(uint errorCode) => GuestFaultException.GeneralProtection(errorCode | external);
        uint named = gate.Selector & ~3u;
        if (DescriptorTables.IsNull(gate.Selector)) throw Bad(0);
        var code = tables.Read(gate.Selector, Bad);
        if (!code.IsCode || code.Dpl > (int)cpu->Cpl) throw Bad(named);
        if (ProcessorMode.IsLong(*cpu) && (!code.IsLong || code.IsBig)) throw Bad(named);
        return code.IsPresent ? code : throw GuestFaultException.NotPresent(named | external);
    }

    private static uint ExternalBit(in GuestEvent guestEvent) => guestEvent.Source == EventSource.SoftwareInterrupt ? 0 : External;

    private void ClearFlags(Gate gate)
    {
        cpu->Rflags &= ~(Rflags.TF | Rflags.NT | Rflags.RF | Rflags.VM);
        if (gate.Type == InterruptGate) cpu->InterruptFlag = 0;
        cpu->InterruptShadow = 0;
    }

    /// <summary>An IDT entry: 8 bytes, and bits 63..32 of the offset in long mode.</summary>
    private readonly record struct Gate(ulong Low, uint OffsetHigh)
    {
        public ushort Selector => (ushort)(Low >> 16);
        public ulong Offset => Low & 0xFFFF | Low >> 32 & 0xFFFF_0000 | (ulong)OffsetHigh << 32;
        public int Type => (int)(Low >> 40) & 31;
        public int Dpl => (int)(Low >> 45) & 3;
        public bool IsPresent => (Low >> 47 & 1) != 0;
        public int StackTable => (int)(Low >> 32) & 7;
    }
}
