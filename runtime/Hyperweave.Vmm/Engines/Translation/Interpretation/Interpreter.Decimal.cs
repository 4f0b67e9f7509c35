using System.Numerics;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>What 64-bit mode no longer has, so that the processor cannot do it for us: decimal adjustments, SALC, BOUND, ARPL (Intel SDM 2A).</summary>
internal sealed unsafe partial class Interpreter
{
    private static bool IsGoneIn64Bit(Mnemonic mnemonic) => mnemonic is Mnemonic.Aaa or Mnemonic.Aas or Mnemonic.Aad or Mnemonic.Aam
        or Mnemonic.Daa or Mnemonic.Das or Mnemonic.Salc or Mnemonic.Bound or Mnemonic.Arpl;

    private bool Former(in Instruction instruction) => instruction.Mnemonic switch
    {
        Mnemonic.Aaa => AdjustUnpacked(0x106),
        Mnemonic.Aas => AdjustUnpacked(-0x106),
        Mnemonic.Daa => AdjustPacked(1),
        Mnemonic.Das => AdjustPacked(-1),
        Mnemonic.Aam => Unpack(instruction.Immediate8),
        Mnemonic.Aad => Pack(instruction.Immediate8),
        Mnemonic.Salc => SetAccumulator((_cpu->Rflags & Rflags.CF) != 0 ? 0xFFUL : 0, 1),
        Mnemonic.Bound => CheckBound(instruction),
        _ => AdjustLevel(instruction),
    };

    /// <summary>AAA, AAS: AX by one ten and six, when the low digit or AF says so.</summary>
    private bool AdjustUnpacked(int step)
    {
        ushort value = (ushort)_cpu->Rax;
        bool adjusts = (value & 0xF) > 9 || (_cpu->Rflags & Rflags.AF) != 0;
        if (adjusts) value = (ushort)(value + step);
        SetFlag(Rflags.AF | Rflags.CF, adjusts);
        return SetAccumulator(value & 0xFF0FUL, 2);
    }

    /// <summary>DAA, DAS: each digit of AL by six.</summary>
    private bool AdjustPacked(int sign)
    {
        byte old = (byte)_cpu->Rax;
        bool carry = (_cpu->Rflags & Rflags.CF) != 0, low = (old & 0xF) > 9 || (_cpu->Rflags & Rflags.AF) != 0, high = old > 0x99 || carry;
        int value = low ? old + 6 * sign : old;
        // DAS borrows from below zero even where the high digit stays (Intel SDM 2A, DAS).
        bool passes = low && (value & ~0xFF) != 0;
        if (high) value += 0x60 * sign;
        SetFlag(Rflags.AF, low);
        SetFlag(Rflags.CF, high || passes);
        return SetResult((byte)value, (ulong)(byte)value, 1);
    }

    private bool Unpack(byte divisor)
    {
        if (divisor == 0) return Raise(ExceptionVector.DE);
        byte value = (byte)_cpu->Rax;
        return SetResult((byte)(value % divisor), (ulong)(value / divisor << 8 | value % divisor), 2);
    }

    private bool Pack(byte factor)
    {
        byte value = (byte)(_cpu->Rax + (_cpu->Rax >> 8 & 0xFF) * factor);
        return SetResult(value, value, 2);
    }

    /// <summary>SF, ZF and PF of the low byte.</summary>
    private bool SetResult(byte low, ulong accumulator, int size)
    {
        SetFlag(Rflags.SF, (low & 0x80) != 0);
        SetFlag(Rflags.ZF, low == 0);
        SetFlag(Rflags.PF, BitOperations.PopCount(low) % 2 == 0);
        return SetAccumulator(accumulator, size);
    }

    private void SetFlag(ulong flag, bool value) => _cpu->Rflags = value ? _cpu->Rflags | flag : _cpu->Rflags & ~flag;

    private bool CheckBound(in Instruction instruction)
    {
        int size = instruction.Op0Register.GetSize();
        ulong lower = 0, upper = 0, at = Linear(instruction);
        if (!Read(at, &lower, size) || !Read((uint)(at + (ulong)size), &upper, size)) return false;
        long index = Signed(GuestRegisters.Read(_cpu, instruction.Op0Register));
        return (index >= Signed(lower) && index <= Signed(upper)) || Raise(ExceptionVector.BR);

        long Signed(ulong value) => size == 2 ? (short)value : (int)value;
    }

    /// <summary>ARPL: the first selector's RPL is raised to the second's.</summary>
    private bool AdjustLevel(in Instruction instruction)
    {
        if ((_cpu->Cr0 & Cr0.PE) == 0) return Raise(ExceptionVector.UD);
        if (!ReadOperand(instruction, 0, out ulong selector)) return false;
        ulong level = GuestRegisters.Read(_cpu, instruction.Op1Register) & 3;
        bool raises = (selector & 3) < level;
        if (raises && !WriteSelector(instruction, selector & ~3UL | level)) return false;
        SetFlag(Rflags.ZF, raises);
        return true;
    }

    private bool WriteSelector(in Instruction instruction, ulong selector)
    {
        if (instruction.Op0Kind == OpKind.Memory) return Write(Linear(instruction), &selector, 2);
        _cpu->Gpr[GuestRegisters.Number(instruction.Op0Register)] = _cpu->Gpr[GuestRegisters.Number(instruction.Op0Register)] & ~0xFFFFUL | (ushort)selector;
        return true;
    }
}
