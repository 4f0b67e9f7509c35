using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Image.Compilation;

/// <summary>Where in the source something of the IL comes from.</summary>
internal static class SourcePlaces
{
    /// <summary>The statement of an instruction, or else the method's first; null without debug information.</summary>
    public static SequencePoint? Of(MethodDefinition? method, Instruction? instruction)
    {
        if (method is null || !method.DebugInformation.HasSequencePoints)
            return null;
        var visible = method.DebugInformation.SequencePoints.Where(point => !point.IsHidden).OrderBy(point => point.Offset).ToList();
        return visible.LastOrDefault(point => instruction is not null && point.Offset <= instruction.Offset) ?? visible.FirstOrDefault();
    }
}
