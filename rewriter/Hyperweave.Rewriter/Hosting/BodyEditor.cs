using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>
/// Adds instructions to a method so that everything that led to a place leads to the added code before it: branches, the
/// bounds of protected regions, and the sequence point, so that a breakpoint on the line is met before the added code.
/// </summary>
internal sealed class BodyEditor(MethodDefinition method)
{
    private readonly ILProcessor _processor = method.Body.GetILProcessor();

    public MethodBody Body => method.Body;

    public ModuleDefinition Module => method.Module;

    /// <summary>Puts code before an instruction, for everybody who comes to it.</summary>
    public void InsertBefore(Instruction place, params ReadOnlySpan<Instruction> code)
    {
        foreach (var instruction in code) _processor.InsertBefore(place, instruction);
        Redirect(place, code[0]);
    }

    /// <summary>A local for a value that has to step aside.</summary>
    public VariableDefinition AddLocal(TypeReference type)
    {
        var local = new VariableDefinition(type);
        Body.Variables.Add(local);
        return local;
    }

    private void Redirect(Instruction from, Instruction to)
    {
        foreach (var instruction in Body.Instructions)
        {
            if (instruction.Operand == from) instruction.Operand = to;
            else if (instruction.Operand is Instruction[] targets) Replace(targets, from, to);
        }
        foreach (var handler in Body.ExceptionHandlers) Redirect(handler, from, to);
        MoveSequencePoint(from, to);
    }

    private static void Replace(Instruction[] targets, Instruction from, Instruction to)
    {
        for (int index = 0; index < targets.Length; index++)
            if (targets[index] == from) targets[index] = to;
    }

    private static void Redirect(ExceptionHandler handler, Instruction from, Instruction to)
    {
        if (handler.TryStart == from) handler.TryStart = to;
        if (handler.TryEnd == from) handler.TryEnd = to;
        if (handler.FilterStart == from) handler.FilterStart = to;
        if (handler.HandlerStart == from) handler.HandlerStart = to;
        if (handler.HandlerEnd == from) handler.HandlerEnd = to;
    }

    private void MoveSequencePoint(Instruction from, Instruction to)
    {
        if (!method.DebugInformation.HasSequencePoints || method.DebugInformation.GetSequencePoint(from) is not { } old) return;
        var points = method.DebugInformation.SequencePoints;
        points[points.IndexOf(old)] = new SequencePoint(to, old.Document)
        {
            StartLine = old.StartLine, StartColumn = old.StartColumn, EndLine = old.EndLine, EndColumn = old.EndColumn,
        };
    }
}
