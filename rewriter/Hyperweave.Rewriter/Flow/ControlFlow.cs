using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Flow;

/// <summary>Where control can come from, in one method's body as it stands: a snapshot, to be made anew after an edit.</summary>
internal sealed class ControlFlow
{
    private readonly MethodDefinition method;
    private readonly Dictionary<Instruction, int> positions = [];
    private readonly HashSet<Instruction> joins = [];
    private readonly List<(Instruction From, Instruction To)> edges = [];

    public ControlFlow(MethodDefinition method)
    {
        this.method = method;
        foreach (var instruction in method.Body.Instructions)
        {
            positions.Add(instruction, positions.Count);
            foreach (var target in Targets(instruction))
                AddEdge(instruction, target);
        }

        foreach (var handler in method.Body.ExceptionHandlers)
            AddHandler(handler);
    }

    /// <summary>The instruction's number in the body.</summary>
    public int Position(Instruction instruction) => positions[instruction];

    /// <summary>Whether control can reach the instruction other than from the one before it.</summary>
    public bool IsJoin(Instruction instruction) => joins.Contains(instruction);

    /// <summary>Whether control reaches what lies between the two, and the second, through the first alone.</summary>
    public bool EntersOnlyAt(Instruction first, Instruction last) =>
        edges.All(edge => !IsBetween(edge.To, first, last) || edge.To == first || IsBetween(edge.From, first, last));

    /// <summary>Branches from between the two (inclusive) to elsewhere.</summary>
    public IEnumerable<(Instruction From, Instruction To)> Exits(Instruction first, Instruction last) =>
        edges.Where(edge => IsBetween(edge.From, first, last) && !IsBetween(edge.To, first, last));

    /// <summary>Branches to an earlier place, each the end of a loop that begins there.</summary>
    public IEnumerable<(Instruction From, Instruction To)> BackEdges =>
        edges.Where(edge => edge.From.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch
            && Position(edge.To) <= Position(edge.From));

    public bool IsBetween(Instruction instruction, Instruction first, Instruction last) =>
        Position(instruction) >= Position(first) && Position(instruction) <= Position(last);

    /// <summary>
    /// The instruction that begins the computation of an argument of a call: everything from there up to the next
    /// argument's beginning computes it. Null when the arguments are not computed in one straight line.
    /// </summary>
    /// <param name="index">From zero; for an instance method zero is the instance.</param>
    public Instruction? ArgumentStart(Instruction call, int index)
    {
        var cursor = call;
        for (var needed = StackEffect.Pops(call, method) - index; needed > 0;)
        {
            if (IsJoin(cursor) || cursor.Previous is not { } previous || !IsPlain(previous))
                return null;
            cursor = previous;
            needed += StackEffect.Pops(cursor, method) - StackEffect.Pushes(cursor);
        }

        return cursor;
    }

    /// <summary>The value of an argument that is a constant, or null.</summary>
    public int? ConstantArgument(Instruction call, int index)
    {
        var start = ArgumentStart(call, index);
        var end = index + 1 == StackEffect.Pops(call, method) ? call : ArgumentStart(call, index + 1);
        var code = Sequence(start, end).Where(instruction => instruction.OpCode.Code != Code.Nop).ToList();
        return code is [var load, .. var conversions] && conversions.All(conversion => conversion.OpCode.Code is Code.Conv_U2 or Code.Conv_U4 or Code.Conv_I4)
            ? Constants.Value(load)
            : null;
    }

    /// <summary>From the first up to but without the end.</summary>
    public static IEnumerable<Instruction> Sequence(Instruction? first, Instruction? end)
    {
        for (var at = first; at is not null && at != end; at = at.Next)
            yield return at;
    }

    public static IEnumerable<Instruction> Targets(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] targets => targets,
        _ => [],
    };

    private static bool IsPlain(Instruction instruction) =>
        instruction.OpCode.FlowControl is FlowControl.Next or FlowControl.Call or FlowControl.Meta;

    private void AddEdge(Instruction from, Instruction to)
    {
        joins.Add(to);
        edges.Add((from, to));
    }

    /// <summary>An exception anywhere in the try block enters its handler; the ends of both blocks part what may not be moved across.</summary>
    private void AddHandler(ExceptionHandler handler)
    {
        AddEdge(handler.TryStart, handler.HandlerStart);
        if (handler.FilterStart is { } filter)
            AddEdge(handler.TryStart, filter);
        foreach (var border in new[] { handler.TryStart, handler.TryEnd, handler.HandlerEnd })
        {
            if (border is not null)
                joins.Add(border);
        }
    }
}
