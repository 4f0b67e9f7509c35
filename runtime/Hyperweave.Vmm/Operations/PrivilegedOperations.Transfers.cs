using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>INT n, and far transfers at the same level, which the switch to 64-bit code needs (Intel SDM 3A 5.8).</summary>
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
        EnterSegment(ReadTarget(selector, returning: false), offset);
    }

    public void FarCall(in Instruction instruction)
    {
        var (selector, offset) = FarTarget(instruction);
        var target = ReadTarget(selector, returning: false);
        int size = FarOffsetSize(instruction);
        ulong before = _cpu->Rsp;
        try
        {
            _stack.Push(_cpu->Cs.Selector, size);
            _stack.Push(instruction.NextIP, size);
        }
        catch (GuestFaultException)
        {
            _cpu->Rsp = before;
            throw;
        }
        EnterSegment(target, offset);
    }

    public void FarReturn(in Instruction instruction)
    {
        int size = instruction.Code switch
        {
            Code.Retfq or Code.Retfq_imm16 => 8,
            Code.Retfd or Code.Retfd_imm16 => 4,
            _ => 2,
        };
        Span<ulong> frame = stackalloc ulong[2];
        _stack.Peek(frame, size);
        if ((frame[1] & 3) != _cpu->Cpl) throw new UnsupportedGuestException("RETF to another privilege level is not supported");
        var target = ReadTarget((ushort)frame[1], returning: true);
        CheckTarget(target, frame[0]);
        _stack.Drop(2 * size + (instruction.OpCount == 0 ? 0 : instruction.Immediate16));
        EnterSegment(target, frame[0]);
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

    /// <summary>The code segment of a far transfer at the current level.</summary>
    private Segment ReadTarget(ushort selector, bool returning)
    {
        RequireProtectedMode();
        uint named = selector & ~3u;
        if (DescriptorTables.IsNull(selector)) throw GuestFaultException.GeneralProtection();
        var code = _tables.Read(selector, GuestFaultException.GeneralProtection);
        if (!code.IsCodeOrData) throw new UnsupportedGuestException($"a far transfer through a gate or task (selector 0x{selector:X}) is not supported");
        int level = (int)_cpu->Cpl, requested = selector & 3;
        bool allowed = code.IsCode && (code.IsConforming ? code.Dpl <= level : code.Dpl == level && (returning || requested <= level));
        if (!allowed || (ProcessorMode.IsLong(*_cpu) && code.IsLong && code.IsBig)) throw GuestFaultException.GeneralProtection(named);
        if (!code.IsPresent) throw GuestFaultException.NotPresent(named);
        return _tables.MarkAccessed(selector, code).ToSegment((ushort)(named | (uint)level));
    }

    private void CheckTarget(Segment target, ulong offset)
    {
        bool wide = ProcessorMode.IsLong(*_cpu) && (target.Attributes & ProcessorMode.LongCode) != 0;
        bool outside = wide ? !ProcessorMode.IsCanonical(offset) : offset > target.Limit;
        if (outside) throw GuestFaultException.GeneralProtection();
    }

    private void EnterSegment(Segment target, ulong offset)
    {
        CheckTarget(target, offset);
        _cpu->Cs = target;
        _cpu->Rip = offset;
    }
}
