using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm.Delivery;

/// <summary>Entry through a 16- or 32-bit gate: on the same stack, or inward on that of the TSS (Intel SDM 3A 6.12.1).</summary>
public sealed unsafe partial class InterruptDelivery
{
    private readonly GuestStack _stack = new(cpu, memory);
    private readonly TaskStacks _taskStacks = new(cpu, memory, tables);

    private void EnterProtected(in GuestEvent guestEvent)
    {
        var gate = ReadGate(guestEvent, 8);
        if (gate.Type == Gate.TaskGate) throw new UnsupportedGuestException($"a task gate for {ExceptionVector.Name(guestEvent.Vector)}");
        var code = ReadCode(gate, guestEvent);
        int level = code.IsConforming ? (int)cpu->Cpl : code.Dpl;
        bool inward = level < (int)cpu->Cpl;
        uint external = ExternalBit(guestEvent);
        ulong target = gate.Is16Bit ? (ushort)gate.Offset : gate.Offset;
        if (target > code.Limit) throw GuestFaultException.GeneralProtection(external);
        var (stack, pointer) = inward ? _taskStacks.Segmented(level, external) : (cpu->Ss, cpu->Rsp);

        Span<ulong> frame = [cpu->Ss.Selector, cpu->Rsp, PushedFlags(cpu->FullRflags, guestEvent), cpu->Cs.Selector, cpu->Rip, guestEvent.ErrorCode ?? 0];
        int first = inward ? 0 : 2, end = guestEvent.ErrorCode is null ? 5 : 6;
        uint noRoom = (inward ? stack.Selector & ~3u : 0) | external;
        cpu->Rsp = _stack.Push(stack, pointer, frame[first..end], gate.Is16Bit ? 2 : 4, wide: false, StackRights(level), noRoom);
        cpu->Ss = stack;
        cpu->Cs = tables.MarkAccessed(gate.Selector, code).ToSegment((ushort)(gate.Selector & ~3u | (uint)level));
        cpu->Cpl = (ulong)level;
        cpu->Rip = target;
        ClearFlags(gate);
    }
}
