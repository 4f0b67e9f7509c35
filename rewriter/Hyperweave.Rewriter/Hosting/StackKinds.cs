using Hyperweave.Rewriting.Flow;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>What a value on the evaluation stack is, as far as weaving must know (ECMA-335 I.12.3.2.1).</summary>
internal enum StackKind
{
    Other,
    Int32,
    Int64,
    /// <summary>An unmanaged pointer, or a native integer, which may be one.</summary>
    Pointer,
}

/// <summary>
/// The evaluation stack before each instruction of a method, found in one pass over the code in its order: a place that is only
/// reached from further below begins with what C# compilers leave there, nothing (ECMA-335 III.1.7.5).
/// </summary>
internal sealed class StackKinds
{
    private readonly Dictionary<Instruction, StackKind[]> _before = [];

    /// <summary>The kind at a depth, 0 being the top; Other below what is known.</summary>
    public StackKind Top(Instruction instruction, int depth) =>
        _before.TryGetValue(instruction, out var stack) && depth < stack.Length ? stack[^(depth + 1)] : StackKind.Other;

    public static StackKinds Of(MethodDefinition method)
    {
        var body = method.Body;
        var kinds = new StackKinds();
        var entering = Handlers(body);
        var stack = new List<StackKind>();
        bool falls = true;
        foreach (var instruction in body.Instructions)
        {
            if (entering.TryGetValue(instruction, out var known)) stack = [.. falls ? Merge(stack, known) : known];
            else if (!falls) stack = [];
            kinds._before[instruction] = [.. stack];
            StackResults.Apply(instruction, method, stack);
            foreach (var target in ControlFlow.Targets(instruction)) entering.TryAdd(target, [.. stack]);
            falls = instruction.OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Return or FlowControl.Throw);
        }
        return kinds;
    }

    /// <summary>A handler begins with the exception.</summary>
    private static Dictionary<Instruction, StackKind[]> Handlers(MethodBody body)
    {
        var entering = new Dictionary<Instruction, StackKind[]>();
        foreach (var handler in body.ExceptionHandlers)
        {
            if (handler.FilterStart is { } filter) entering[filter] = [StackKind.Other];
            if (handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter) entering[handler.HandlerStart] = [StackKind.Other];
        }
        return entering;
    }

    // Where two ways disagree about an address, one of them has a pointer.
    private static IEnumerable<StackKind> Merge(List<StackKind> one, StackKind[] other) => one.Count != other.Length
        ? other
        : one.Zip(other, (a, b) => a == b ? a : a == StackKind.Pointer || b == StackKind.Pointer ? StackKind.Pointer : StackKind.Other);
}
