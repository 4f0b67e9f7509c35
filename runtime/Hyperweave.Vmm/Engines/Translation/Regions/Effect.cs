using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>What an instruction does to general registers, by bit; worked out once, since planning goes over a region several times.</summary>
/// <param name="Written">May be written.</param>
/// <param name="Extended">Of those: known to be below 2^32 afterwards.</param>
/// <param name="Drifting">Number of the one register that moves by a known step, or −1.</param>
/// <param name="Step">How far it moves at most, beside what <paramref name="By"/> says.</param>
/// <param name="By">Number of a register that it moves by, times <paramref name="Scale"/>; <see cref="BiasKey.NoRegister"/> for none.</param>
internal readonly record struct Effect(ushort Written, ushort Extended, sbyte Drifting, long Step, byte By, byte Scale)
{
    /// <summary>How far the one register moves at most where these are below 2^32, by bit; negative where that is not known.</summary>
    internal long Drift(ushort narrow) => By == BiasKey.NoRegister ? Step : (narrow >> By & 1) != 0 ? Step + ((long)Scale << 32) : -1;

    internal static Effect Of(in Instruction instruction, InstructionInfoFactory factory)
    {
        int written = 0, extended = 0, drifting = -1;
        var moved = new Move(-1);
        foreach (var used in factory.GetInfo(instruction, InstructionInfoOptions.NoMemoryUsage).GetUsedRegisters())
        {
            if (!used.Register.IsGPR() || used.Access is OpAccess.Read or OpAccess.CondRead or OpAccess.None) continue;
            int number = GuestRegisters.Number(used.Register);
            written |= 1 << number;
            if (IsExtended(instruction, used.Register)) extended |= 1 << number;
            var move = MoveOf(instruction, used.Register);
            if (move.Step >= 0) (drifting, moved) = (number, move);
        }
        return new Effect((ushort)written, (ushort)extended, (sbyte)drifting, moved.Step, moved.By, moved.Scale);
    }

    private readonly record struct Move(long Step, byte By = BiasKey.NoRegister, byte Scale = 0);

    /// <summary>
    /// The register is the 32-bit destination of the instruction. (The decoder reports such a write as one of 64 bits.)
    /// XCHG and XADD write a second register, CMPXCHG may leave the first: they are not counted.
    /// </summary>
    private static bool IsExtended(in Instruction instruction, Register register) =>
        instruction.OpCount > 0 && instruction.Op0Kind == OpKind.Register && instruction.Op0Register.IsGPR32()
        && instruction.Op0Register.GetFullRegister() == register.GetFullRegister()
        && instruction.Mnemonic is not (Mnemonic.Xchg or Mnemonic.Xadd or Mnemonic.Cmpxchg or Mnemonic.Bsf or Mnemonic.Bsr);

    private static Move MoveOf(in Instruction instruction, Register register)
    {
        if (register.GetSize() != 8) return new(-1);
        if (register == Register.RSP && (instruction.Mnemonic == Mnemonic.Push || instruction.Mnemonic == Mnemonic.Pop && instruction.Op0Register != Register.RSP)) return new(8);
        if (instruction.Op0Kind != OpKind.Register || instruction.Op0Register != register) return new(-1);
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Inc or Mnemonic.Dec: return new(1);
            case Mnemonic.Add or Mnemonic.Sub when instruction.Op1Kind is OpKind.Immediate8to64 or OpKind.Immediate32to64:
                return new(Math.Abs((long)instruction.GetImmediate(1)));
            case Mnemonic.Add or Mnemonic.Sub when instruction.Op1Kind == OpKind.Register:
                return new(0, (byte)GuestRegisters.Number(instruction.Op1Register), 1);
            case Mnemonic.Lea when instruction.MemoryBase == register && instruction.MemoryIndex == Register.None:
                return new(Math.Abs((long)instruction.MemoryDisplacement64));
            case Mnemonic.Lea when instruction.MemoryBase == register && instruction.MemoryIndex.IsGPR64():
                return new(Math.Abs((long)instruction.MemoryDisplacement64), (byte)GuestRegisters.Number(instruction.MemoryIndex), (byte)instruction.MemoryIndexScale);
            default: return new(-1);
        }
    }
}
