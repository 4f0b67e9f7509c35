using Hyperweave.Catalogue;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Finding;

/// <summary>A site in the module under work.</summary>
/// <param name="Row">The signature row that it matched; null for an extern that no row knows.</param>
/// <param name="Extern">The extern that it uses; null when it uses a method with a row.</param>
internal sealed record FoundSite(MethodDefinition Method, Instruction Instruction, MethodReference Target, Signature? Row, ExternMethod? Extern)
{
    /// <summary>The catalogue's row of the operation; null for an unknown extern.</summary>
    public Operation? Operation => Row is null ? null : Operations.Find(Row.Operation);

    public string TargetName => Extern?.ToString() ?? DocumentationId.Of(Target);

    /// <summary>Where the source has it: the last visible sequence point at or before the instruction.</summary>
    public (string File, int Line, int Column) Place
    {
        get
        {
            var point = Method.DebugInformation.SequencePoints
                .Where(candidate => !candidate.IsHidden && candidate.Offset <= Instruction.Offset)
                .MaxBy(candidate => candidate.Offset);
            return point is null ? ("", 0, 0) : (point.Document.Url, point.StartLine, point.StartColumn);
        }
    }
}
