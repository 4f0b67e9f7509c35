using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>INT n, and far transfers: to code segments of the same level, through call gates, back by RETF (Intel SDM 3A 5.8).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    public void Interrupt(in Instruction instruction)
    {
        ulong start = _cpu->Rip;
        if (instruction.Mnemonic == Mnemonic.Into && (_cpu->Rflags & Rflags.OF) == 0)
        {
            Finish(instruction);
            return;
        }
        var (vector, source) = instruction.Mnemonic switch
        {
            Mnemonic.Int3 => (ExceptionVector.BP, EventSource.SoftwareInterrupt),
            Mnemonic.Into => (ExceptionVector.OF, EventSource.SoftwareInterrupt),
            // INT1 counts as a #DB of the hardware: no check of the gate's DPL.
            Mnemonic.Int1 => (ExceptionVector.DB, EventSource.Exception),
            _ => (instruction.Immediate8, EventSource.SoftwareInterrupt),
        };
        Finish(instruction);
        _delivery.Deliver(new GuestEvent(vector, source, Address: start));
    }

    public void FarJump(in Instruction instruction)
    {
        var (selector, offset) = FarTarget(instruction);
        var target = ReadFarTarget(selector);
        if (TrySwitchTask(selector, target, TaskSwitchCause.Jump, instruction.NextIP)) return;
        Segment code;
        if (target.IsCodeOrData) code = SameLevel(selector, target);
        else
        {
            var gate = ReadCallGate(selector, target);
            (code, offset) = (GateTarget(gate, jumps: true), gate.Offset);
        }
        CheckTarget(code, offset);
        EnterSegment(code, offset);
    }

    public void FarCall(in Instruction instruction)
    {
        var (selector, offset) = FarTarget(instruction);
        var target = ReadFarTarget(selector);
        if (TrySwitchTask(selector, target, TaskSwitchCause.Nest, instruction.NextIP)) return;
        if (!target.IsCodeOrData)
        {
            CallThrough(ReadCallGate(selector, target), instruction.NextIP);
            return;
        }
        var code = SameLevel(selector, target);
        CheckTarget(code, offset);
        PushReturn(instruction.NextIP, FarOffsetSize(instruction), Is64Bit);
        EnterSegment(code, offset);
    }

    public void FarReturn(in Instruction instruction)
    {
        RequireProtectedMode();
        int size = instruction.Code switch
        {
            Code.Retfq or Code.Retfq_imm16 => 8,
            Code.Retfd or Code.Retfd_imm16 => 4,
            _ => 2,
        };
        int released = instruction.OpCount == 0 ? 0 : instruction.Immediate16;
        Span<ulong> frame = stackalloc ulong[2];
        _stack.Peek(frame, size);
        var code = ReadReturnCode((ushort)frame[1]);
        CheckTarget(code, frame[0]);
        if ((code.Selector & 3) != (int)_cpu->Cpl)
        {
            ReturnOutward(code, frame[0], size, released);
            return;
        }
        _stack.Drop(2 * size + released);
        EnterSegment(code, frame[0]);
    }

    /// <summary>The outer stack's pointer lies above the parameters, and has as many of its own to release: as wide as the outer code has it.</summary>
    private void ReturnOutward(in Segment code, ulong offset, int size, int released)
    {
        Span<ulong> outer = stackalloc ulong[2];
        _stack.Peek(outer, size, 2 * size + released);
        var stack = ReadReturnStack((ushort)outer[1], code);
        EnterOuter(code, stack, outer[0]);
        EnterSegment(code, offset);
        _stack.Drop(released);
    }

    private (ushort Selector, ulong Offset) FarTarget(in Instruction instruction)
    {
        if (instruction.Op0Kind is OpKind.FarBranch16) return (instruction.FarBranchSelector, instruction.FarBranch16);
        if (instruction.Op0Kind is OpKind.FarBranch32) return (instruction.FarBranchSelector, instruction.FarBranch32);
        int size = FarOffsetSize(instruction);
        Span<byte> bytes = stackalloc byte[16];
        _memory.Read(_operands.Address(instruction, 0), bytes[..(size + 2)], _memory.CurrentRights);
        ushort selector = BitConverter.ToUInt16(bytes[size..]);
        bytes[size..].Clear();
        return (selector, BitConverter.ToUInt64(bytes));
    }

    private static int FarOffsetSize(in Instruction instruction) => instruction.Code switch
    {
        Code.Jmp_ptr1616 or Code.Call_ptr1616 or Code.Jmp_m1616 or Code.Call_m1616 => 2,
        Code.Jmp_m1664 or Code.Call_m1664 => 8,
        Code.Jmp_ptr1632 or Code.Call_ptr1632 or Code.Jmp_m1632 or Code.Call_m1632 => 4,
        _ => throw new UnsupportedGuestException($"the instruction '{instruction}' is not an operation of this machine"),
    };

    private Descriptor ReadFarTarget(ushort selector)
    {
        RequireProtectedMode();
        if (DescriptorTables.IsNull(selector)) throw GuestFaultException.GeneralProtection();
        return _tables.Read(selector, GuestFaultException.GeneralProtection);
    }

    /// <summary>The code segment of a transfer that keeps the level.</summary>
    private Segment SameLevel(ushort selector, Descriptor code)
    {
        uint named = selector & ~3u;
        int level = (int)_cpu->Cpl, requested = selector & 3;
        bool allowed = code.IsCode && (code.IsConforming ? code.Dpl <= level : code.Dpl == level && requested <= level);
        if (!allowed || (ProcessorMode.IsLong(*_cpu) && code.IsLong && code.IsBig)) throw GuestFaultException.GeneralProtection(named);
        if (!code.IsPresent) throw GuestFaultException.NotPresent(named);
        return _tables.MarkAccessed(selector, code).ToSegment((ushort)(named | (uint)level));
    }

    private void PushReturn(ulong address, int size, bool wide) =>
        _cpu->Rsp = _stack.Push(_cpu->Ss, _cpu->Rsp, [_cpu->Cs.Selector, address], size, wide, _memory.CurrentRights);

    private void CheckTarget(in Segment target, ulong offset)
    {
        bool outside = IsWide(target) ? !ProcessorMode.IsCanonical(offset) : offset > target.Limit;
        if (outside) throw GuestFaultException.GeneralProtection();
    }

    private bool IsWide(in Segment code) => ProcessorMode.IsLong(*_cpu) && (code.Attributes & ProcessorMode.LongCode) != 0;

    /// <summary>The last step of a transfer, whose target has been checked.</summary>
    private void EnterSegment(in Segment target, ulong offset)
    {
        _cpu->Cs = target;
        _cpu->Rip = offset;
    }

    /// <summary>Level, stack and data segments of a return to an outer level; CS is the caller's to load.</summary>
    private void EnterOuter(in Segment code, in Segment stack, ulong pointer)
    {
        _cpu->Cpl = (ulong)(code.Selector & 3);
        _cpu->Ss = stack;
        bool narrow = !IsWide(code) && (stack.Attributes & ProcessorMode.DefaultBig) == 0;
        _cpu->Rsp = narrow ? _cpu->Rsp & ~0xFFFFUL | (ushort)pointer : pointer;
        DropPrivilegedSegments();
    }
}
