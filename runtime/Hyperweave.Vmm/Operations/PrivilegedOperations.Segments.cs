using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>Loads and stores of segment registers (Intel SDM 2B, MOV and POP; 3A 5.6).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    public void ReadSegment(in Instruction instruction)
    {
        _operands.Write(instruction, 0, 2, _operands.SegmentOf(instruction.Op1Register)->Selector);
        Finish(instruction);
    }

    public void WriteSegment(in Instruction instruction)
    {
        var register = instruction.Op0Register;
        LoadSegment(register, (ushort)_operands.Read(instruction, 1, 2));
        if (register == Register.SS) _cpu->InterruptShadow = InterruptShadow.MovSs;
        Finish(instruction);
    }

    public void PushSegment(in Instruction instruction)
    {
        RequireSegmentOperand(instruction);
        _stack.Push(_operands.SegmentOf(instruction.Op0Register)->Selector, SegmentSlot(instruction));
        Finish(instruction);
    }

    public void PopSegment(in Instruction instruction)
    {
        RequireSegmentOperand(instruction);
        int size = SegmentSlot(instruction);
        Span<ulong> selector = stackalloc ulong[1];
        _stack.Peek(selector, size);
        LoadSegment(instruction.Op0Register, (ushort)selector[0]);
        _stack.Drop(size);
        if (instruction.Op0Register == Register.SS) _cpu->InterruptShadow = InterruptShadow.MovSs;
        Finish(instruction);
    }

    /// <summary>LDS, LES, LFS, LGS, LSS: an offset, then a selector.</summary>
    public void LoadFarPointer(in Instruction instruction)
    {
        int size = instruction.Op0Register.GetSize();
        ulong address = _operands.Address(instruction, 1);
        Span<byte> bytes = stackalloc byte[16];
        _memory.Read(address, bytes[..(size + 2)], _memory.CurrentRights);
        var register = instruction.Mnemonic switch
        {
            Mnemonic.Lds => Register.DS,
            Mnemonic.Les => Register.ES,
            Mnemonic.Lfs => Register.FS,
            Mnemonic.Lgs => Register.GS,
            _ => Register.SS,
        };
        LoadSegment(register, BitConverter.ToUInt16(bytes[size..]));
        bytes[size..].Clear();
        _operands.WriteRegister(instruction.Op0Register, BitConverter.ToUInt64(bytes));
        Finish(instruction);
    }

    public void Swapgs(in Instruction instruction)
    {
        if (!Is64Bit) throw GuestFaultException.InvalidOpcode();
        RequireKernel();
        (_cpu->Gs.Base, _cpu->KernelGsBase) = (_cpu->KernelGsBase, _cpu->Gs.Base);
        Finish(instruction);
    }

    /// <summary>Loads ES, SS, DS, FS or GS with all the checks of protected mode.</summary>
    private void LoadSegment(Register register, ushort selector)
    {
        if (register == Register.CS) throw GuestFaultException.InvalidOpcode();
        var target = _operands.SegmentOf(register);
        if ((_cpu->Cr0 & Cr0.PE) == 0)
        {
            target->Selector = selector;
            target->Base = (ulong)selector << 4;
            return;
        }
        if (DescriptorTables.IsNull(selector))
        {
            bool allowed = register != Register.SS || (Is64Bit && _cpu->Cpl != 3 && (selector & 3) == (int)_cpu->Cpl);
            if (!allowed) throw GuestFaultException.GeneralProtection();
            *target = new Segment { Selector = selector };
            return;
        }
        *target = register == Register.SS ? ReadStackSegment(selector, (int)_cpu->Cpl) : ReadDataSegment(selector);
    }

    private Segment ReadDataSegment(ushort selector)
    {
        uint named = selector & ~3u;
        var descriptor = _tables.Read(selector, GuestFaultException.GeneralProtection);
        bool privileged = !descriptor.IsConforming && descriptor.Dpl < Math.Max((int)_cpu->Cpl, selector & 3);
        if (!descriptor.IsReadable || privileged) throw GuestFaultException.GeneralProtection(named);
        if (!descriptor.IsPresent) throw GuestFaultException.NotPresent(named);
        return _tables.MarkAccessed(selector, descriptor).ToSegment(selector);
    }

    /// <summary>A stack segment for a level: RPL and DPL must both be it.</summary>
    private Segment ReadStackSegment(ushort selector, int level)
    {
        uint named = selector & ~3u;
        var descriptor = _tables.Read(selector, GuestFaultException.GeneralProtection);
        if ((selector & 3) != level || descriptor.Dpl != level || !descriptor.IsWritableData) throw GuestFaultException.GeneralProtection(named);
        if (!descriptor.IsPresent) throw GuestFaultException.StackFault(named);
        return _tables.MarkAccessed(selector, descriptor).ToSegment(selector);
    }

    private static void RequireSegmentOperand(in Instruction instruction)
    {
        if (!instruction.Op0Register.IsSegmentRegister())
            throw new UnsupportedGuestException($"the instruction '{instruction}' is not an operation of this machine");
    }

    /// <summary>PUSH and POP of a segment register use the operand size's slot.</summary>
    private static int SegmentSlot(in Instruction instruction) => Math.Abs(instruction.StackPointerIncrement);
}
