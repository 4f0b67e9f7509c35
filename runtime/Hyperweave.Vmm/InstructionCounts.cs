using Iced.Intel;

namespace Hyperweave.Vmm;

/// <summary>How often something has happened to instructions, by their encoding: MOV from and to CR3, SS… are told apart.</summary>
public sealed class InstructionCounts
{
    /// <summary>More than Iced has encodings, and mnemonics: asking it for their number takes milliseconds of a start.</summary>
    internal const int Encodings = 1 << 13;

    private readonly long[] _counts = new long[Encodings];

    public void Count(in Instruction instruction) => _counts[(int)instruction.Code]++;

    /// <summary>The encodings met, most frequent first, as the manual writes them: "MOV CR, r64".</summary>
    public IReadOnlyDictionary<string, long> ByEncoding() => _counts
        .Select((count, code) => (Count: count, Code: (Code)code))
        .Where(row => row.Count != 0)
        .GroupBy(row => row.Code.ToOpCode().ToInstructionString(), row => row.Count)
        .OrderByDescending(group => group.Sum())
        .ToDictionary(group => group.Key, group => group.Sum());
}
