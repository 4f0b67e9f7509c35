using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm.Delivery;

/// <summary>Entry through a 16- or 32-bit gate: on the same stack, or inward on that of the TSS (Intel SDM 3A 6.12.1); or through a task gate.</summary>
public sealed unsafe partial class InterruptDelivery
{
    private readonly GuestStack _stack = new(cpu, memory);

    private void EnterProtected(in GuestEvent guestEvent)
    {
        var gate = ReadGate(guestEvent, 8);
        if (gate.Type == Gate.TaskGate)
        {
            EnterTask(gate, guestEvent);
            return;
        }
        var code = ReadCode(gate, guestEvent);
        int level = code.IsConforming ? (int)cpu->Cpl : code.Dpl;
        bool inward = level < (int)cpu->Cpl;
        uint external = ExternalBit(guestEvent);
        ulong target = gate.Is16Bit ? (ushort)gate.Offset : gate.Offset;
        if (target > code.Limit) throw GuestFaultException.GeneralProtection(external);
        var (stack, pointer) = inward ? tasks.Stacks.Segmented(level, external) : (cpu->Ss, cpu->Rsp);

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

    /// <summary>The handler is a task, nested in the interrupted one; an error code goes onto its stack (Intel SDM 3A 6.12.2).</summary>
    private void EnterTask(Gate gate, in GuestEvent guestEvent)
    {
        uint external = ExternalBit(guestEvent);
        tasks.Enter(gate.Selector, TaskSwitchCause.Nest, cpu->Rip, PushedFlags(cpu->FullRflags, guestEvent), external);
        if (guestEvent.ErrorCode is not { } errorCode) return;
        int size = TaskLayout.Of(cpu->Tr.Attributes).FieldSize;
        cpu->Rsp = _stack.Push(cpu->Ss, cpu->Rsp, [errorCode], size, wide: false, memory.CurrentRights, external);
    }
}
