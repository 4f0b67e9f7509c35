using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>Reads and writes the operands of a decoded instruction in the processor's state and in guest memory.</summary>
public sealed unsafe class Operands(CpuState* cpu, GuestVirtualMemory memory) : IVATryGetRegisterValueProvider
{
    public GuestVirtualMemory Memory => memory;

    /// <summary>The linear address of a memory operand, segment base included; 32 bits outside 64-bit code.</summary>
    /// <exception cref="GuestFaultException">Outside 64-bit code: the segment does not allow the access.</exception>
    public ulong Address(in Instruction instruction, int operand, bool write = false)
    {
        if (!instruction.TryGetVirtualAddress(operand, 0, this, out ulong address))
            throw new UnsupportedGuestException($"the address of '{instruction}' cannot be computed");
        if (ProcessorMode.Is64Bit(*cpu)) return address;
        uint offset = (uint)(address - SegmentOf(instruction.MemorySegment)->Base);
        return Linear(instruction.MemorySegment, offset, Math.Max(1, instruction.MemorySize.GetSize()), write);
    }

    /// <summary>Outside 64-bit code: the linear address of an offset in a segment.</summary>
    /// <exception cref="GuestFaultException">The segment does not allow the access: #SS through SS, #GP through others.</exception>
    public ulong Linear(Register segment, ulong offset, int length, bool write)
    {
        if (SegmentRights.Allows(*SegmentOf(segment), offset, length, write)) return (uint)(SegmentOf(segment)->Base + offset);
        throw segment == Register.SS ? GuestFaultException.StackFault() : GuestFaultException.GeneralProtection();
    }

    /// <summary>A general register of 8 to 64 bits, zero-extended.</summary>
    public ulong ReadRegister(Register register)
    {
        if (register is >= Register.AH and <= Register.BH) return (byte)(cpu->Gpr[register - Register.AH] >> 8);
        ulong value = cpu->Gpr[Number(register)];
        return register.GetSize() switch { 1 => (byte)value, 2 => (ushort)value, 4 => (uint)value, _ => value };
    }

    /// <summary>Writes as the processor does: 32 bits clear the upper half, 8 and 16 leave the rest.</summary>
    public void WriteRegister(Register register, ulong value)
    {
        if (register is >= Register.AH and <= Register.BH)
        {
            ref ulong high = ref cpu->Gpr[register - Register.AH];
            high = high & ~0xFF00UL | (ulong)(byte)value << 8;
            return;
        }
        ref ulong target = ref cpu->Gpr[Number(register)];
        target = register.GetSize() switch
        {
            1 => target & ~0xFFUL | (byte)value,
            2 => target & ~0xFFFFUL | (ushort)value,
            4 => (uint)value,
            _ => value,
        };
    }

    /// <summary>A register or memory operand of 1 to 8 bytes, zero-extended.</summary>
    public ulong Read(in Instruction instruction, int operand, int size)
    {
        if (instruction.GetOpKind(operand) == OpKind.Register) return ReadRegister(instruction.GetOpRegister(operand));
        ulong address = Address(instruction, operand), value = 0;
        memory.Read(address, new Span<byte>(&value, size), memory.CurrentRights);
        return value;
    }

    /// <summary>Writes a register operand by its own size, a memory operand by <paramref name="size"/>.</summary>
    public void Write(in Instruction instruction, int operand, int size, ulong value)
    {
        if (instruction.GetOpKind(operand) == OpKind.Register) WriteRegister(instruction.GetOpRegister(operand), value);
        else memory.Write(Address(instruction, operand, write: true), new ReadOnlySpan<byte>(&value, size), memory.CurrentRights);
    }

    /// <summary>The index in <see cref="CpuState.Gpr"/> of the register that holds this one.</summary>
    public static int Number(Register register) => register.GetFullRegister() - Register.RAX;

    /// <summary>The state of a segment register.</summary>
    public Segment* SegmentOf(Register register) => register switch
    {
        Register.ES => &cpu->Es,
        Register.CS => &cpu->Cs,
        Register.SS => &cpu->Ss,
        Register.DS => &cpu->Ds,
        Register.FS => &cpu->Fs,
        Register.GS => &cpu->Gs,
        _ => throw new UnsupportedGuestException($"{register} is not a segment register"),
    };

    bool IVATryGetRegisterValueProvider.TryGetRegisterValue(Register register, int elementIndex, int elementSize, out ulong value)
    {
        if (register.IsSegmentRegister())
        {
            // In 64-bit code only FS and GS have a base (Intel SDM 3A 3.4.4).
            bool flat = ProcessorMode.Is64Bit(*cpu) && register is not (Register.FS or Register.GS);
            value = flat ? 0 : SegmentOf(register)->Base;
            return true;
        }
        value = register.IsGPR() ? ReadRegister(register) : 0;
        return register.IsGPR();
    }
}
