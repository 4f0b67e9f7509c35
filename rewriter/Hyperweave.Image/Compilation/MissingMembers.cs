using Mono.Cecil;

namespace Hyperweave.Image.Compilation;

/// <summary>Says of a reference in IL whether its target exists in the image.</summary>
internal sealed class MissingMembers
{
    private readonly Dictionary<string, string?> _known = [];

    /// <summary>What is missing, as a phrase; null when all is there.</summary>
    public string? Find(MemberReference member)
    {
        // Two references of one name are the same member, save generic parameters, which name no further member.
        // A pinned type is named as its element: judging it has then answered for the name already.
        if (!_known.TryGetValue(member.FullName, out var problem))
            _known[member.FullName] = problem = Judge(member);
        return problem;
    }

    /// <summary>The same of a type's base, interfaces and fields.</summary>
    public string? InDeclaration(TypeDefinition type) =>
        new[] { type.BaseType }.Concat(type.Interfaces.Select(item => item.InterfaceType)).Concat(type.Fields.Select(field => field.FieldType))
            .Where(reference => reference is not null).Select(Find).FirstOrDefault(problem => problem is not null);

    private string? Judge(MemberReference member) => member switch
    {
        TypeReference type => JudgeType(type),
        GenericInstanceMethod generic => generic.GenericArguments.Select(Find).FirstOrDefault(problem => problem is not null) ?? Find(generic.ElementMethod),
        MethodReference method => JudgeMethod(method),
        FieldReference field => Find(field.DeclaringType) ?? (Exists(field.Resolve) ? null : $"uses field {field.FullName}"),
        _ => null,
    };

    private string? JudgeType(TypeReference type) => type switch
    {
        GenericParameter => null,
        GenericInstanceType generic => Find(generic.ElementType) ?? generic.GenericArguments.Select(Find).FirstOrDefault(problem => problem is not null),
        FunctionPointerType => null,
        TypeSpecification specification => Find(specification.ElementType),
        _ => Exists(type.Resolve) ? null : $"uses type {type.FullName}",
    };

    // The methods of an array type (Get, Set, Address, .ctor) are the compiler's own.
    private string? JudgeMethod(MethodReference method)
    {
        if (Find(method.DeclaringType) is { } problem)
            return problem;
        return method.DeclaringType.IsArray || Exists(method.Resolve) ? null : $"uses {method.FullName}";
    }

    private static bool Exists(Func<IMemberDefinition?> resolve)
    {
        try
        {
            return resolve() is not null;
        }
        catch (AssemblyResolutionException)
        {
            return false;
        }
    }
}
