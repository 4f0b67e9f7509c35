using Hyperweave.Rewriting.Flow;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>
/// Puts a poll where every backward branch leads, and at the entry of every method that calls another: so no kernel code
/// runs for long without one, be it a loop or a recursion.
/// </summary>
internal static class Polls
{
    public static void Weave(MethodBody body, WovenCalls calls)
    {
        foreach (var place in Places(body))
            Insertion.Before(body, place, Instruction.Create(OpCodes.Call, calls.Poll));
    }

    /// <summary>In the order of the code, each once.</summary>
    internal static List<Instruction> Places(MethodBody body)
    {
        var order = body.Instructions.Select((instruction, index) => (instruction, index)).ToDictionary(pair => pair.instruction, pair => pair.index);
        var places = body.Instructions
            .SelectMany(branch => ControlFlow.Targets(branch).Where(target => order[target] <= order[branch]))
            .ToHashSet();
        if (body.Instructions.Any(IsCall)) places.Add(body.Instructions[0]);
        return [.. places.OrderBy(place => order[place])];
    }

    private static bool IsCall(Instruction instruction) =>
        instruction.OpCode.Code is Code.Call or Code.Callvirt or Code.Calli or Code.Newobj;
}
