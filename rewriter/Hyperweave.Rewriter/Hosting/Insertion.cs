using Hyperweave.Rewriting.Replacing;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>
/// Adds instructions before another one for everybody who comes to it: branches, protected regions and the sequence point
/// lead to the added code, so that a breakpoint on the line is met before it.
/// </summary>
internal static class Insertion
{
    public static void Before(MethodBody body, Instruction place, params ReadOnlySpan<Instruction> code)
    {
        var moved = Instruction.Create(OpCodes.Nop);
        MethodEditor.Become(moved, place.OpCode, place.Operand);
        MethodEditor.ReplaceBy(body, place, [.. code, moved]);
    }

    /// <summary>A local for a value that has to step aside.</summary>
    public static VariableDefinition AddLocal(MethodBody body, TypeReference type)
    {
        var local = new VariableDefinition(type);
        body.Variables.Add(local);
        return local;
    }
}
