using System.Runtime.InteropServices;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm.Delivery;

/// <summary>Entry through a 64-bit gate: the stack comes from the IST, from the TSS on a change of level, or stays.</summary>
public sealed unsafe partial class InterruptDelivery
{
    /// <summary>Offsets in the 64-bit TSS (Intel SDM 3A 7.7): RSP0, IST1.</summary>
    internal const uint Rsp0Offset = 4, Ist1Offset = 0x24;

    private void EnterLong(in GuestEvent guestEvent)
    {
        var gate = ReadGate(guestEvent, 16);
        var code = ReadCode(gate, guestEvent);
        ulong level = code.IsConforming ? cpu->Cpl : (ulong)code.Dpl;
        bool outward = level < cpu->Cpl;
        ulong stack = (gate.StackTable != 0 ? TaskStack(Ist1Offset + (uint)(gate.StackTable - 1) * 8)
            : outward ? TaskStack(Rsp0Offset + (uint)level * 8)
            : cpu->Rsp) & ~15UL;
        if (!ProcessorMode.IsCanonical(gate.Offset)) throw GuestFaultException.GeneralProtection(ExternalBit(guestEvent));
        var entered = tables.MarkAccessed(gate.Selector, code).ToSegment((ushort)(gate.Selector & ~3u | (uint)level));
        stack = PushLong(stack, guestEvent, level);

        if (outward) cpu->Ss = new Segment { Selector = (ushort)level, Attributes = NullStackAttributes };
        cpu->Rsp = stack;
        cpu->Cs = entered;
        cpu->Cpl = level;
        cpu->Rip = gate.Offset;
        ClearFlags(gate);
    }

    /// <summary>A null SS as long mode loads it on a change of level: present, writable, 32-bit.</summary>
    private const uint NullStackAttributes = 0xC0_9300;

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
        memory.Write(bottom, MemoryMarshal.AsBytes(frame[..count]), level == 3 ? AccessKind.User : cpu->Cpl == 3 ? AccessKind.Implicit : AccessKind.Read);
        return bottom;
    }

    private ulong TaskStack(uint offset)
    {
        if (offset + 7 > cpu->Tr.Limit) throw GuestFaultException.InvalidTss(cpu->Tr.Selector & ~3u);
        ulong stack = memory.Read<ulong>(cpu->Tr.Base + offset, AccessKind.Implicit);
        return ProcessorMode.IsCanonical(stack) ? stack : throw GuestFaultException.StackFault();
    }
}
