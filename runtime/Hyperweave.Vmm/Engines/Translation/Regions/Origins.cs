using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Another register's value, plus a distance: between <paramref name="Offset"/> and <paramref name="Offset"/> + <paramref name="Slack"/>, in bytes.</summary>
internal readonly record struct Origin(bool IsKnown, byte Root, int Offset, long Slack)
{
    internal long Reach => Math.Abs((long)Offset) + Slack;
}

/// <summary>Which registers were made from others that are still as they were: copies, addresses of fields and of elements. A bias of the one serves the other.</summary>
[InlineArray(16)]
internal struct Origins
{
    private const int MostOffset = 1 << 30;
    private const long MostSlack = 1L << 35;
    private Origin _first;

    /// <summary>Another register that has exactly the value of this one, which is about to be written; −1 if there is none.</summary>
    internal readonly int CopyOf(int register, int written)
    {
        for (int number = 0; number < 16; number++)
        {
            if (this[number] is { IsKnown: true, Reach: 0 } origin && origin.Root == register && (written >> number & 1) == 0) return number;
        }
        return -1;
    }

    /// <param name="narrow">Registers below 2^32 before the instruction, by bit.</param>
    internal void Follow(in Instruction instruction, in Effect effect, ushort narrow)
    {
        if (effect.Written == 0) return;
        var origin = Of(instruction, narrow);
        for (int number = 0; number < 16; number++)
        {
            if ((effect.Written >> number & 1) != 0 || (effect.Written >> this[number].Root & 1) != 0) this[number] = default;
        }
        if (origin.IsKnown && (effect.Written >> origin.Root & 1) == 0) this[GuestRegisters.Number(instruction.Op0Register)] = origin;
    }

    private readonly Origin Of(in Instruction instruction, ushort narrow)
    {
        if (instruction.OpCount != 2 || instruction.Op0Kind != OpKind.Register || !IsPlain(instruction.Op0Register)) return default;
        if (instruction.Code is Code.Mov_r64_rm64 or Code.Mov_rm64_r64)
            return instruction.Op1Kind == OpKind.Register ? From(instruction.Op1Register, 0, 0) : default;
        if (instruction.Code != Code.Lea_r64_m || instruction.MemoryDisplacement64 + MostOffset > 2UL * MostOffset) return default;
        bool isIndexed = instruction.MemoryIndex != Register.None;
        if (isIndexed && (!IsPlain(instruction.MemoryIndex) || (narrow >> GuestRegisters.Number(instruction.MemoryIndex) & 1) == 0)) return default;
        return From(instruction.MemoryBase, (int)instruction.MemoryDisplacement64, isIndexed ? (long)instruction.MemoryIndexScale << 32 : 0);
    }

    private readonly Origin From(Register register, int offset, long slack)
    {
        if (!IsPlain(register)) return default;
        var (itself, known) = (new Origin(true, (byte)GuestRegisters.Number(register), offset, slack), this[GuestRegisters.Number(register)]);
        long sum = (long)known.Offset + offset;
        bool isNear = known.IsKnown && Math.Abs(sum) <= MostOffset && known.Slack + slack <= MostSlack;
        return isNear ? known with { Offset = (int)sum, Slack = known.Slack + slack } : itself;
    }

    /// <summary>RSP holds a host address.</summary>
    private static bool IsPlain(Register register) => register.IsGPR64() && register != Register.RSP;
}
