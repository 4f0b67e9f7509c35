using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>
/// Pushes a foreign method's arguments as the guest API's method takes them: integers are converted (narrowing as the
/// processor's registers do), a pointer and a count become a span, a pointer to a structure becomes the structure.
/// </summary>
internal sealed class ArgumentAdaptation(ILProcessor code, ModuleDefinition module, IEnumerable<ParameterDefinition> arguments)
{
    private readonly Queue<ParameterDefinition> queue = new(arguments);

    /// <summary>The arguments that <see cref="Push"/> did not take: places for the result.</summary>
    public IReadOnlyCollection<ParameterDefinition> Rest => queue;

    public void Push(MethodDefinition guest)
    {
        foreach (var parameter in guest.Parameters)
            PushOne(parameter);
    }

    private void PushOne(ParameterDefinition wanted)
    {
        var given = Next(wanted);
        code.Emit(OpCodes.Ldarg, given);
        var (from, to) = (given.ParameterType, wanted.ParameterType);
        if (from.FullName == to.FullName || (IntegerTypes.IsAddress(from) && IntegerTypes.IsAddress(to)))
            return;
        if (IsSpan(to) && IntegerTypes.IsAddress(from))
            PushSpan((GenericInstanceType)to, wanted);
        else if (IntegerTypes.Conversion(from, to) is { } conversion)
            code.Emit(conversion);
        else if (to.IsValueType && IntegerTypes.Conversion(to) is null && (IntegerTypes.IsAddress(from) || IntegerTypes.Conversion(from) is not null))
            PushStructure(from, to);
        else
            throw new NoAdaptationException($"'{given.Name}' is {from.Name}, but '{wanted.Name}' is {to.Name}");
    }

    /// <summary>A count above 2³¹ − 1 throws OverflowException rather than being cut.</summary>
    private void PushSpan(GenericInstanceType span, ParameterDefinition wanted)
    {
        code.Emit(OpCodes.Ldarg, Next(wanted));
        code.Emit(OpCodes.Conv_Ovf_I4_Un);
        var constructor = new MethodReference(".ctor", module.TypeSystem.Void, module.ImportReference(span)) { HasThis = true };
        constructor.Parameters.Add(new ParameterDefinition(new PointerType(module.TypeSystem.Void)));
        constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.Int32));
        code.Emit(OpCodes.Newobj, constructor);
    }

    private void PushStructure(TypeReference from, TypeReference to)
    {
        if (!IntegerTypes.IsAddress(from))
            code.Emit(OpCodes.Conv_U);
        code.Emit(OpCodes.Ldobj, module.ImportReference(to));
    }

    private ParameterDefinition Next(ParameterDefinition wanted) =>
        queue.TryDequeue(out var next) ? next : throw new NoAdaptationException($"nothing is given for '{wanted.Name}'");

    private static bool IsSpan(TypeReference type) =>
        type is GenericInstanceType { ElementType: { Namespace: "System", Name: "Span`1" or "ReadOnlySpan`1" } };
}
