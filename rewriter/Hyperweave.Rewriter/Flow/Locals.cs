using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Flow;

/// <summary>Which local variable an instruction loads, stores or takes the address of.</summary>
internal static class Locals
{
    public static VariableDefinition? Loaded(Instruction instruction, MethodBody body) => instruction.OpCode.Code switch
    {
        >= Code.Ldloc_0 and <= Code.Ldloc_3 and var code => body.Variables[code - Code.Ldloc_0],
        Code.Ldloc_S or Code.Ldloc => (VariableDefinition)instruction.Operand,
        _ => null,
    };

    public static VariableDefinition? Stored(Instruction instruction, MethodBody body) => instruction.OpCode.Code switch
    {
        >= Code.Stloc_0 and <= Code.Stloc_3 and var code => body.Variables[code - Code.Stloc_0],
        Code.Stloc_S or Code.Stloc => (VariableDefinition)instruction.Operand,
        _ => null,
    };

    public static VariableDefinition? Addressed(Instruction instruction) =>
        instruction.OpCode.Code is Code.Ldloca_S or Code.Ldloca ? (VariableDefinition)instruction.Operand : null;
}
