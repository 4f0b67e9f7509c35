using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Flow;

/// <summary>
/// How many values lie on the evaluation stack before each instruction. One pass from the top suffices, as ECMA-335 III.1.7.5
/// demands of all code: behind an unconditional branch the stack is empty unless an earlier branch says otherwise.
/// </summary>
internal static class StackDepths
{
    public static Dictionary<Instruction, int> Of(MethodDefinition method)
    {
        var depths = new Dictionary<Instruction, int>();
        foreach (var handler in method.Body.ExceptionHandlers)
        {
            if (handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter)
                depths[handler.HandlerStart] = 1;
            if (handler.FilterStart is { } filter)
                depths[filter] = 1;
        }

        var depth = 0;
        foreach (var instruction in method.Body.Instructions)
        {
            if (depths.TryGetValue(instruction, out var known))
                depth = known;
            depths[instruction] = depth;
            depth = After(instruction, depth, method);
            foreach (var target in ControlFlow.Targets(instruction))
                depths.TryAdd(target, depth);
            if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw)
                depth = 0;
        }

        return depths;
    }

    private static int After(Instruction instruction, int depth, MethodDefinition method)
    {
        var pops = StackEffect.Pops(instruction, method);
        return pops == StackEffect.Everything ? 0 : depth - pops + StackEffect.Pushes(instruction);
    }
}
