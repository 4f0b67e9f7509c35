using Iced.Intel;

namespace Hyperweave.Image.Scanning;

/// <summary>One sensitive, privileged or needlessly slow instruction.</summary>
/// <param name="Section">The section or segment that holds it.</param>
/// <param name="Symbol">The function or label that it belongs to; empty where none covers it.</param>
/// <param name="Offset">From the symbol, or from the section where there is none; bytes.</param>
/// <param name="Address">As linked; in an object its offset in the section.</param>
/// <param name="Instruction">As decoded.</param>
/// <param name="Operation">The operation's id in the catalogue; empty for a privileged instruction that is out of scope.</param>
/// <param name="Class">The operation's class in the catalogue.</param>
/// <param name="DiagnosticId">The rule for it.</param>
/// <param name="Does">What it does, as the rest of a sentence that begins with its name.</param>
/// <param name="Paravirtual">What paravirtualization would put in its place, or why it cannot.</param>
/// <param name="HasReplacement">Whether paravirtualization has an answer.</param>
public sealed record InstructionFinding(
    string Section,
    string Symbol,
    ulong Offset,
    ulong Address,
    Instruction Instruction,
    string Operation,
    string Class,
    string DiagnosticId,
    string Does,
    string Paravirtual,
    bool HasReplacement)
{
    /// <summary>symbol+0xoffset, or section+0xoffset.</summary>
    public string Place => $"{(Symbol.Length == 0 ? Section : Symbol)}+0x{Offset:x}";
}

/// <summary>What a scan found.</summary>
/// <param name="Kind">What the file is, in words.</param>
/// <param name="Bits">The width that the code was decoded with.</param>
/// <param name="IsRelocatable">Whether addresses are offsets in their sections.</param>
/// <param name="CodeBytes">Executable bytes.</param>
/// <param name="Instructions">How many instructions they hold.</param>
/// <param name="Undecodable">How many places decode to no instruction: data between functions, or code of another width.</param>
/// <param name="Fillers">How many INT3 were left out, as they stand where control does not come: behind a jump, a return, a call.</param>
/// <param name="Findings">By section and address.</param>
public sealed record CodeScan(
    string Kind, int Bits, bool IsRelocatable, long CodeBytes, long Instructions, long Undecodable, long Fillers, IReadOnlyList<InstructionFinding> Findings);
