using Hyperweave.Vmm.Engines.Translation;
using Iced.Intel;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>An instruction with what sets it up.</summary>
/// <param name="Before">MOVs of operands' addresses, and a PUSH for RET.</param>
/// <param name="Skips">For a transfer of control: how many parts after this one it leaves out.</param>
internal sealed record Part(Instruction[] Before, Instruction Body, int Skips);

/// <summary>Machine code as the judge sees it: where each instruction begins, and which flags are undefined there.</summary>
internal sealed class Sequence
{
    private const ulong StatusFlags = 0xCD5;
    private readonly SortedDictionary<ulong, ulong> _undefined = [];

    /// <param name="state">The number that <see cref="InitialState"/> makes the state from.</param>
    /// <param name="bytes">The code, which begins at <see cref="Arena.Code"/>.</param>
    internal Sequence(int state, byte[] bytes)
    {
        (State, Bytes) = (state, bytes);
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(bytes), Arena.Code);
        ulong undefined = 0;
        bool branched = false;
        while (decoder.IP < Arena.Code + (ulong)bytes.Length)
        {
            _undefined[decoder.IP] = undefined;
            decoder.Decode(out var instruction);
            Instructions.Add(instruction);
            // What a branch may leave out does not define anything.
            branched |= instruction.FlowControl != FlowControl.Next;
            if (!branched) undefined &= ~Flags.Bits(instruction.RflagsModified);
            undefined |= Flags.Bits(instruction.RflagsUndefined);
        }
        _undefined[decoder.IP] = undefined;
    }

    internal int State { get; }
    internal byte[] Bytes { get; }
    internal List<Instruction> Instructions { get; } = [];

    /// <summary>The bits of RFLAGS that are defined before the instruction at this address.</summary>
    internal ulong DefinedFlags(ulong rip) => StatusFlags & ~_undefined.GetValueOrDefault(rip);

    /// <summary>The instruction at this address reads an image of the processor's state, or many places.</summary>
    internal bool ReadsImage(ulong rip) =>
        Instructions.Exists(instruction => instruction.IP == rip && (instruction.IsVsib || instruction.Mnemonic is Mnemonic.Fldenv or Mnemonic.Frstor or Mnemonic.Fxrstor or Mnemonic.Fxrstor64 || SaveArea.IsAccessed(instruction.Mnemonic)));

    /// <summary>The vector registers that the instruction at this address changes, where it is a gather.</summary>
    internal IReadOnlyCollection<int> GatheredAt(ulong rip) => [.. Instructions.Where(instruction => instruction.IP == rip && instruction.IsVsib)
        .SelectMany(instruction => new[] { instruction.Op0Register, instruction.Op2Register }).Select(register => register.GetFullRegister() - Register.ZMM0)];

    /// <summary>The code page: HLT, which no user may execute, then the code with UD2 behind it, then HLT again.</summary>
    internal void WritePage(Span<byte> page)
    {
        page.Fill(0xF4);
        var code = page[(int)(Arena.Code % Arena.PageBytes)..];
        Bytes.CopyTo(code);
        (code[Bytes.Length], code[Bytes.Length + 1]) = (0x0F, 0x0B);
    }

    /// <summary>State and code, as the data file has them, and the disassembly.</summary>
    public override string ToString() => $"{State} {Convert.ToHexString(Bytes)} ; {string.Join(" / ", Instructions)}";
}

/// <summary>The decoder's flags as bits of RFLAGS.</summary>
internal static class Flags
{
    internal static ulong Bits(RflagsBits flags) =>
        Bit(flags, RflagsBits.CF, 0) | Bit(flags, RflagsBits.PF, 2) | Bit(flags, RflagsBits.AF, 4) | Bit(flags, RflagsBits.ZF, 6)
        | Bit(flags, RflagsBits.SF, 7) | Bit(flags, RflagsBits.DF, 10) | Bit(flags, RflagsBits.OF, 11);

    private static ulong Bit(RflagsBits flags, RflagsBits flag, int bit) => (flags & flag) != 0 ? 1UL << bit : 0;
}
