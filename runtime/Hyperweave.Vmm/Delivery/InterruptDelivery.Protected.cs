using System.Runtime.InteropServices;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Delivery;

/// <summary>Entry through a 32-bit gate without a change of level.</summary>
public sealed unsafe partial class InterruptDelivery
{
    private void EnterProtected(in GuestEvent guestEvent)
    {
        var gate = ReadGate(guestEvent, 8);
        var code = ReadCode(gate, guestEvent);
        if (!code.IsConforming && code.Dpl != (int)cpu->Cpl)
            throw new UnsupportedGuestException("interrupt entry from ring 3 in 32-bit protected mode is not supported");
        Span<uint> frame = stackalloc uint[4];
        int count = 0;
        if (guestEvent.ErrorCode is { } errorCode) frame[count++] = errorCode;
        frame[count++] = (uint)cpu->Rip;
        frame[count++] = cpu->Cs.Selector;
        frame[count++] = (uint)PushedFlags(cpu->FullRflags, guestEvent);
        uint stack = (uint)cpu->Rsp - (uint)count * 4;
        memory.Write((uint)(cpu->Ss.Base + stack), MemoryMarshal.AsBytes(frame[..count]), AccessKind.Read);
        cpu->Rsp = stack;
        cpu->Cs = tables.MarkAccessed(gate.Selector, code).ToSegment((ushort)(gate.Selector & ~3u | (uint)cpu->Cpl));
        cpu->Rip = (uint)gate.Offset;
        ClearFlags(gate);
    }
}
