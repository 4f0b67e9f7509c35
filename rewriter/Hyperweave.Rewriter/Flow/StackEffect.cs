using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Flow;

/// <summary>How many values an instruction takes from the evaluation stack and leaves there (ECMA-335 III, and VI.C.2 for the table).</summary>
internal static class StackEffect
{
    /// <summary>Throw, leave, endfinally: the stack is empty afterwards, whatever it held.</summary>
    public const int Everything = int.MaxValue;

    public static int Pops(Instruction instruction, MethodDefinition method) => instruction.OpCode.StackBehaviourPop switch
    {
        StackBehaviour.Pop0 => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8 or StackBehaviour.Popi_popr4
            or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
        StackBehaviour.PopAll => Everything,
        StackBehaviour.Varpop when instruction.OpCode.Code == Code.Ret => method.ReturnType.MetadataType == MetadataType.Void ? 0 : 1,
        StackBehaviour.Varpop => Arguments(instruction),
        _ => 3,
    };

    public static int Pushes(Instruction instruction) => instruction.OpCode.StackBehaviourPush switch
    {
        StackBehaviour.Push0 => 0,
        StackBehaviour.Push1_push1 => 2,
        StackBehaviour.Varpush when instruction.Operand is IMethodSignature called => IsVoid(called.ReturnType) ? 0 : 1,
        StackBehaviour.Varpush => 0,
        _ => 1,
    };

    private static int Arguments(Instruction instruction)
    {
        var called = (IMethodSignature)instruction.Operand;
        var instance = called.HasThis && !called.ExplicitThis && instruction.OpCode.Code != Code.Newobj ? 1 : 0;
        var pointer = instruction.OpCode.Code == Code.Calli ? 1 : 0;
        return called.Parameters.Count + instance + pointer;
    }

    private static bool IsVoid(TypeReference type) =>
        type is IModifierType modified ? IsVoid(modified.ElementType) : type.MetadataType == MetadataType.Void;
}
