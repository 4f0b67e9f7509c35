using Mono.Cecil;

namespace Hyperweave.Image.Generics;

/// <summary>One type's answer to a virtual method.</summary>
internal readonly record struct Implementation(TypeDefinition Type, MethodDefinition Method);

/// <summary>Who implements a virtual method of a class or interface, in one module.</summary>
internal sealed class VirtualImplementations(ModuleDefinition module)
{
    /// <summary>Most derived types first, so that the first whose test succeeds is the right one.</summary>
    public IReadOnlyList<Implementation> Of(MethodDefinition slot)
    {
        var found = new List<Implementation>();
        foreach (var type in module.GetTypes().Where(type => !type.IsInterface && !type.HasGenericParameters))
        {
            if (Find(type, slot) is { } method && !method.IsAbstract)
                found.Add(new Implementation(type, method));
        }
        return found.OrderByDescending(implementation => Depth(implementation.Type)).ToList();
    }

    /// <summary>The method that an instance of exactly this type runs; null where the type has no such slot.</summary>
    private static MethodDefinition? Find(TypeDefinition type, MethodDefinition slot)
    {
        if (slot.DeclaringType.IsInterface)
            return Ancestors(type).Any(ancestor => ancestor.Interfaces.Any(entry => IsOrInherits(entry.InterfaceType, slot.DeclaringType)))
                ? FindInChain(type, slot) : null;
        return Ancestors(type).Contains(slot.DeclaringType) ? FindInChain(type, slot) : null;
    }

    private static MethodDefinition? FindInChain(TypeDefinition type, MethodDefinition slot)
    {
        foreach (var ancestor in Ancestors(type))
        {
            var method = ancestor.Methods.FirstOrDefault(candidate => candidate.Overrides.Any(overridden => overridden.Resolve() == slot))
                ?? ancestor.Methods.FirstOrDefault(candidate => candidate == slot || Implements(candidate, slot));
            if (method is not null)
                return method;
        }
        return null;
    }

    private static bool Implements(MethodDefinition candidate, MethodDefinition slot) =>
        candidate.IsVirtual && candidate.Name == slot.Name && candidate.GenericParameters.Count == slot.GenericParameters.Count
        && (slot.DeclaringType.IsInterface || candidate.IsReuseSlot) && Signature(candidate) == Signature(slot);

    private static bool IsOrInherits(TypeReference type, TypeDefinition wanted) =>
        type.Resolve() is { } definition && (definition == wanted || definition.Interfaces.Any(entry => IsOrInherits(entry.InterfaceType, wanted)));

    private static IEnumerable<TypeDefinition> Ancestors(TypeDefinition type)
    {
        for (TypeDefinition? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType?.Resolve())
            yield return ancestor;
    }

    private static int Depth(TypeDefinition type) => Ancestors(type).Count();

    // Parameter types, with the method's own type parameters by position.
    private static string Signature(MethodDefinition method) => string.Join(',', method.Parameters.Select(parameter => Name(parameter.ParameterType)));

    private static string Name(TypeReference type) => type switch
    {
        GenericParameter { Type: GenericParameterType.Method } parameter => "!!" + parameter.Position,
        GenericInstanceType generic => generic.ElementType.FullName + "<" + string.Join(',', generic.GenericArguments.Select(Name)) + ">",
        ArrayType array => Name(array.ElementType) + "[" + array.Rank + "]",
        ByReferenceType reference => Name(reference.ElementType) + "&",
        PointerType pointer => Name(pointer.ElementType) + "*",
        _ => type.FullName,
    };
}
