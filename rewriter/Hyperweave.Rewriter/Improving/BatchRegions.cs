using Hyperweave.Rewriting.Flow;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>Code whose page-table stores may be made together.</summary>
/// <param name="First">Its first instruction, at which the evaluation stack is empty.</param>
/// <param name="Last">Its last one.</param>
/// <param name="Calls">The calls that store.</param>
/// <param name="Obstacle">Why it may not be batched after all; empty when it may.</param>
internal sealed record BatchRegion(Instruction First, Instruction Last, IReadOnlyList<Instruction> Calls, string Obstacle);

/// <summary>Finds loops around page-table stores, outermost first, and straight runs of them.</summary>
internal sealed class BatchRegions(MethodDefinition method, ControlFlow flow)
{
    private readonly Lazy<Dictionary<Instruction, int>> depths = new(() => StackDepths.Of(method));

    public IEnumerable<BatchRegion> Find(IReadOnlyList<Instruction> calls)
    {
        var taken = new HashSet<Instruction>();
        foreach (var region in Loops(calls).Concat(Runs(calls)))
        {
            if (region.Calls.Count == 0 || region.Calls.Any(taken.Contains))
                continue;
            if (region.Obstacle.Length == 0)
                taken.UnionWith(region.Calls);
            yield return region;
        }
    }

    private IEnumerable<BatchRegion> Loops(IReadOnlyList<Instruction> calls) => flow.BackEdges
        .Select(edge => (First: LoopStart(edge.From, edge.To), Last: edge.From))
        .OrderByDescending(loop => flow.Position(loop.Last) - flow.Position(loop.First))
        .Select(loop => Judge(loop.First, loop.Last, calls));

    /// <summary>C# enters a loop by a branch to its condition, just before the body.</summary>
    private Instruction LoopStart(Instruction backEdge, Instruction body) =>
        body.Previous is { OpCode.Code: Code.Br or Code.Br_S, Operand: Instruction condition } entry && flow.IsBetween(condition, body, backEdge) ? entry : body;

    /// <summary>Two or more stores in a line.</summary>
    private IEnumerable<BatchRegion> Runs(IReadOnlyList<Instruction> calls)
    {
        for (var index = 0; index < calls.Count;)
        {
            var end = index + 1;
            while (end < calls.Count && IsStraight(calls[end - 1], calls[end]))
                end++;
            if (end - index > 1 && flow.ArgumentStart(calls[index], 0) is { } first)
                yield return Judge(first, calls[end - 1], calls);
            index = end;
        }
    }

    private bool IsStraight(Instruction from, Instruction to) =>
        SameMethod(from, to) && !ControlFlow.Sequence(from.Next, to.Next).Any(flow.IsJoin)
        && ControlFlow.Sequence(from.Next, to).All(instruction => Obstacle(instruction).Length == 0);

    private BatchRegion Judge(Instruction first, Instruction last, IReadOnlyList<Instruction> calls)
    {
        var inside = calls.Where(call => flow.IsBetween(call, first, last)).ToList();
        return new BatchRegion(first, last, inside, inside.Count == 0 ? "" : Obstacle(first, last, inside));
    }

    private string Obstacle(Instruction first, Instruction last, List<Instruction> calls)
    {
        if (calls.Any(call => !SameMethod(call, calls[0])))
            return "different methods store here, and one may read what another has stored";
        if (!flow.EntersOnlyAt(first, last) || last.Next is null || flow.Exits(first, last).Any(exit => exit.To != last.Next))
            return "control enters or leaves in the middle";
        if (depths.Value.GetValueOrDefault(first) != 0 || depths.Value.GetValueOrDefault(last.Next) != 0)
            return "values lie on the evaluation stack around it";
        if (method.Body.ExceptionHandlers.Any(handler => Parts(handler, first, last)))
            return "a try block or handler begins or ends in it";
        return ControlFlow.Sequence(first, last.Next).Where(instruction => !calls.Contains(instruction))
            .Select(Obstacle).FirstOrDefault(obstacle => obstacle.Length != 0) ?? "";
    }

    /// <summary>
    /// Whether a block of the handler begins or ends inside, so that it is neither around the region nor apart from it; or the
    /// region lies in a filter, where no try block may (ECMA-335 II.19).
    /// </summary>
    private bool Parts(ExceptionHandler handler, Instruction first, Instruction last) =>
        (handler.FilterStart is { } filter && flow.IsBetween(first, filter, handler.HandlerStart))
        || new[] { handler.TryStart, handler.TryEnd, handler.FilterStart, handler.HandlerStart, handler.HandlerEnd }
            .Any(border => border is not null && border != first && flow.IsBetween(border, first, last));

    private static bool SameMethod(Instruction a, Instruction b) => ((MethodReference)a.Operand).FullName == ((MethodReference)b.Operand).FullName;

    /// <summary>
    /// Why stores may not wait while the instruction executes; empty when they may. It may fail, since a finally block makes the
    /// stores, and read managed memory; but neither write memory nor read through a pointer, which could be a page table or
    /// lie in a page that is being mapped.
    /// </summary>
    private string Obstacle(Instruction instruction) => instruction.OpCode switch
    {
        _ when Quietness.IsQuiet(instruction, method) || IsManagedRead(instruction) || MayOnlyFail(instruction.OpCode.Code) => "",
        { FlowControl: FlowControl.Branch or FlowControl.Cond_Branch, Code: not (Code.Leave or Code.Leave_S) } => "",
        _ when instruction.Operand is MethodReference called => IsAllocation(called) ? "" : $"{called.DeclaringType.Name}.{called.Name} is called in it",
        var code => $"'{code.Name}' in it leaves it, writes memory or reads through a pointer",
    };

    private static bool IsManagedRead(Instruction instruction) =>
        (instruction.OpCode.Code is Code.Ldlen or (>= Code.Ldelem_I1 and <= Code.Ldelem_Ref) or Code.Ldelem_Any
            || (instruction.OpCode.Code == Code.Ldfld && instruction.Operand is FieldDefinition { DeclaringType.IsValueType: false }))
        && instruction.Previous is not { OpCode.Code: Code.Volatile };

    private static bool MayOnlyFail(Code code) =>
        code is Code.Div or Code.Div_Un or Code.Rem or Code.Rem_Un or (>= Code.Add_Ovf and <= Code.Sub_Ovf_Un)
            or (>= Code.Conv_Ovf_I1_Un and <= Code.Conv_Ovf_U_Un) or (>= Code.Conv_Ovf_I1 and <= Code.Conv_Ovf_U8);

    /// <summary>Pages come from memory that has been mapped since boot.</summary>
    private static bool IsAllocation(MethodReference called) =>
        called.DeclaringType.FullName == "Hyperweave.Guest.PageAllocator" && called.Name == "Allocate";
}
