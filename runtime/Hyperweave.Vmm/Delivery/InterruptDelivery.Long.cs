using System.Runtime.InteropServices;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm.Delivery;

/// <summary>Entry through a 64-bit gate: the stack comes from the IST, from the TSS on a change of level, or stays.</summary>
public sealed unsafe partial class InterruptDelivery
{
    /// <summary>Offset of IST1 in the 64-bit TSS (Intel SDM 3A 7.7).</summary>
    internal const uint Ist1Offset = 0x24;

    private void EnterLong(in GuestEvent guestEvent)
    {
        var gate = ReadGate(guestEvent, 16);
        var code = ReadCode(gate, guestEvent);
        ulong level = code.IsConforming ? cpu->Cpl : (ulong)code.Dpl;
        bool outward = level < cpu->Cpl;
        ulong stack = (gate.StackTable != 0 ? tasks.Stacks.PointerAt(Ist1Offset + (uint)(gate.StackTable - 1) * 8)
            : outward ? tasks.Stacks.Pointer((int)level)
            : cpu->Rsp) & ~15UL;
        if (!ProcessorMode.IsCanonical(gate.Offset)) throw GuestFaultException.GeneralProtection(ExternalBit(guestEvent));
        var entered = tables.MarkAccessed(gate.Selector, code).ToSegment((ushort)(gate.Selector & ~3u | (uint)level));
        stack = PushLong(stack, guestEvent, level);

        if (outward) cpu->Ss = Segment.NullStack((int)level);
        cpu->Rsp = stack;
        cpu->Cs = entered;
        cpu->Cpl = level;
        cpu->Rip = gate.Offset;
        ClearFlags(gate);
    }

    private ulong PushLong(ulong stack, in GuestEvent guestEvent, ulong level)
    {
        Span<ulong> frame = stackalloc ulong[6];
        int count = guestEvent.ErrorCode is null ? 5 : 6, next = 0;
        if (guestEvent.ErrorCode is { } errorCode) frame[next++] = errorCode;
        frame[next++] = cpu->Rip;
        frame[next++] = cpu->Cs.Selector;
        frame[next++] = PushedFlags(cpu->FullRflags, guestEvent);
        frame[next++] = cpu->Rsp;
        frame[next] = cpu->Ss.Selector;
        ulong bottom = stack - (ulong)count * 8;
        if (!ProcessorMode.IsCanonical(bottom)) throw GuestFaultException.StackFault(ExternalBit(guestEvent));
        memory.Write(bottom, MemoryMarshal.AsBytes(frame[..count]), StackRights((int)level));
        return bottom;
    }
}
