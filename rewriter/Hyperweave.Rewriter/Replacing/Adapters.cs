using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>
/// Static methods with a foreign family's signature that call the guest API's paravirtual method: one for each pair of the
/// two. A delegate or function pointer of an extern gets the adapter's address.
/// </summary>
internal sealed class Adapters(ModuleDefinition module)
{
    private readonly Dictionary<(string Foreign, string? Guest), MethodDefinition> made = [];

    public AddedMethods Added { get; } = new(module);

    /// <summary>The adapter for a foreign method.</summary>
    /// <param name="foreign">What the guest calls.</param>
    /// <param name="guest">The paravirtual method; null to drop the call.</param>
    /// <param name="part">The member of the result that the foreign method returns; empty for the whole.</param>
    /// <exception cref="NoAdaptationException">The signatures do not fit together.</exception>
    public MethodReference For(MethodReference foreign, MethodDefinition? guest, string part)
    {
        if (NeedsTypeArguments(foreign))
            throw new NoAdaptationException("it is generic");
        var key = (foreign.FullName, guest?.FullName);
        if (!made.TryGetValue(key, out var adapter))
            made[key] = adapter = Make(foreign, guest, part);
        return adapter;
    }

    /// <summary>A static method of a generic type whose signature names no type parameter is as good as any.</summary>
    private static bool NeedsTypeArguments(MethodReference foreign) =>
        foreign.IsGenericInstance
        || (foreign.DeclaringType.IsGenericInstance && foreign.HasThis)
        || foreign.ReturnType.ContainsGenericParameter
        || foreign.Parameters.Any(parameter => parameter.ParameterType.ContainsGenericParameter);

    private MethodDefinition Make(MethodReference foreign, MethodDefinition? guest, string part)
    {
        var parameters = foreign.Parameters.Select(AddedMethods.Like);
        if (foreign.HasThis)
            parameters = parameters.Prepend(new ParameterDefinition("this", ParameterAttributes.None, ThisType(foreign.DeclaringType)));
        return Added.Add(foreign.Name, foreign.ReturnType, parameters, (adapter, code) => Write(code, adapter, foreign.HasThis, guest, part));
    }

    private void Write(ILProcessor code, MethodDefinition adapter, bool hasThis, MethodDefinition? guest, string part)
    {
        if (guest is not null)
        {
            var arguments = new ArgumentAdaptation(code, module, adapter.Parameters.Skip(hasThis ? 1 : 0));
            arguments.Push(guest);
            code.Emit(OpCodes.Call, module.ImportReference(guest));
            new ResultAdaptation(code, module, arguments.Rest).Convert(guest, adapter.ReturnType, part);
        }
        else if (adapter.ReturnType.MetadataType != MetadataType.Void)
        {
            throw new NoAdaptationException("the call would be dropped, but its result is used");
        }

        code.Emit(OpCodes.Ret);
    }

    /// <summary>A structure's methods take its address (ECMA-335 I.8.6.1.5).</summary>
    private static TypeReference ThisType(TypeReference type) => type.IsValueType ? new ByReferenceType(type) : type;
}

/// <summary>Two signatures that no rule fits together; the message says where they differ.</summary>
internal sealed class NoAdaptationException(string message) : Exception(message);
