using System.Numerics;
using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Another register's value, or for the root <see cref="BiasKey.NoRegister"/> zero, plus a distance: <paramref name="Offset"/> bytes and up
/// to <paramref name="Slack"/> times 4 GiB.
/// </summary>
internal readonly record struct Origin(bool IsKnown, byte Root, byte Slack, int Offset)
{
    internal bool IsConstant => IsKnown && Root == BiasKey.NoRegister && Slack == 0;
    /// <summary>How far the value may be from the root's: bytes.</summary>
    internal long Reach => Math.Abs((long)Offset) + ((long)Slack << 32);
}

/// <summary>Which registers were made from others that are still as they were: copies, addresses of fields and of elements. A bias of the one serves the other.</summary>
internal struct Origins
{
    private const int MostOffset = 1 << 30, MostSlack = 8;
    private Values _values;
    /// <summary>Registers whose origin is known, and registers that may be roots of those, by bit.</summary>
    private ushort _known, _roots;

    internal readonly Origin Of(int register) => (_known >> register & 1) != 0 ? _values[register] : default;

    /// <summary>Another register that has exactly the value of this one, which is about to be written; −1 if there is none.</summary>
    internal readonly int CopyOf(int register, int written)
    {
        if ((_roots >> register & 1) == 0) return -1;
        for (int others = _known & ~written; others != 0; others &= others - 1)
        {
            int number = BitOperations.TrailingZeroCount(others);
            if (_values[number].Reach == 0 && _values[number].Root == register) return number;
        }
        return -1;
    }

    /// <param name="narrow">Registers below 2^32 before the instruction, by bit.</param>
    internal void Follow(in Instruction instruction, in Effect effect, ushort narrow)
    {
        var origin = Made(instruction, narrow);
        if ((effect.Written & (_known | _roots)) != 0) Forget(effect.Written);
        if (!origin.IsKnown || (effect.Written >> origin.Root & 1) != 0) return;
        int target = GuestRegisters.Number(instruction.Op0Register);
        _values[target] = origin;
        _known |= (ushort)(1 << target);
        _roots |= (ushort)(1 << origin.Root);
    }

    private void Forget(int written)
    {
        _known &= (ushort)~written;
        _roots = 0;
        for (int left = _known; left != 0; left &= left - 1)
        {
            int number = BitOperations.TrailingZeroCount(left), root = _values[number].Root;
            if ((written >> root & 1) != 0) _known &= (ushort)~(1 << number);
            else _roots |= (ushort)(1 << root);
        }
    }

    private readonly Origin Made(in Instruction instruction, ushort narrow)
    {
        switch (instruction.Code)
        {
            case Code.Mov_r32_imm32: return instruction.Op0Register == Register.ESP ? default : Constant(instruction.Immediate32);
            case Code.Mov_r64_rm64 or Code.Mov_rm64_r64 when instruction.Op0Kind == OpKind.Register && instruction.Op1Kind == OpKind.Register && IsPlain(instruction.Op0Register):
                return From(instruction.Op1Register, 0, 0);
            case Code.Lea_r64_m when IsPlain(instruction.Op0Register): break;
            default: return default;
        }
        if (instruction.IsIPRelativeMemoryOperand) return Constant(instruction.IPRelativeMemoryAddress);
        if (instruction.MemoryDisplacement64 + MostOffset > 2UL * MostOffset) return default;
        bool isIndexed = instruction.MemoryIndex != Register.None;
        if (isIndexed && (!IsPlain(instruction.MemoryIndex) || (narrow >> GuestRegisters.Number(instruction.MemoryIndex) & 1) == 0)) return default;
        return From(instruction.MemoryBase, (int)instruction.MemoryDisplacement64, isIndexed ? instruction.MemoryIndexScale : 0);
    }

    private readonly Origin From(Register register, int offset, int slack)
    {
        if (!IsPlain(register)) return default;
        int number = GuestRegisters.Number(register);
        var known = Of(number);
        long sum = (long)known.Offset + offset;
        bool isNear = known.IsKnown && Math.Abs(sum) <= MostOffset && known.Slack + slack <= MostSlack;
        return isNear ? known with { Offset = (int)sum, Slack = (byte)(known.Slack + slack) } : new Origin(true, (byte)number, (byte)slack, offset);
    }

    private static Origin Constant(ulong value) => value <= MostOffset ? new Origin(true, BiasKey.NoRegister, 0, (int)value) : default;

    /// <summary>RSP holds a host address.</summary>
    private static bool IsPlain(Register register) => register.IsGPR64() && register != Register.RSP;

    [InlineArray(16)]
    private struct Values
    {
        private Origin _first;
    }
}
