using Hyperweave.Catalogue;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Finding;

/// <summary>Finds every use of an operation in a module's IL: calls, function pointers and tokens of methods with a row.</summary>
internal sealed class SiteFinder(SignatureTable table)
{
    private readonly Dictionary<MethodReference, (Signature? Row, ExternMethod? Extern)?> judged = [];

    /// <summary>The method under examination, to name it when its IL cannot be read.</summary>
    public MethodDefinition? Current { get; private set; }

    public SignatureTable Table => table;

    /// <summary>Whether a use of the method would be a site.</summary>
    public bool IsOperation(MethodReference target) => Judge(target) is not null;

    /// <summary>The sites of the methods that may hold any (<see cref="CandidateMethods"/>).</summary>
    public IEnumerable<FoundSite> Find(IEnumerable<MethodDefinition> candidates)
    {
        foreach (var method in candidates)
        {
            Current = method;
            foreach (var site in FindIn(method))
                yield return site;
        }
    }

    /// <summary>Indirect calls of unmanaged functions: nobody can say what they reach.</summary>
    public static IEnumerable<(MethodDefinition Method, Instruction Instruction)> FindUnmanagedIndirectCalls(IEnumerable<MethodDefinition> candidates) =>
        from method in candidates
        from instruction in method.Body.Instructions
        where instruction.OpCode.Code == Code.Calli && instruction.Operand is CallSite { CallingConvention: not MethodCallingConvention.Default }
        where !NativeForm.IsExempt(method.DeclaringType)
        select (method, instruction);

    private IEnumerable<FoundSite> FindIn(MethodDefinition method)
    {
        bool? exempt = null;
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction.Operand is not MethodReference target || Judge(target) is not { } judgement)
                continue;
            if (exempt ??= NativeForm.IsExempt(method))
                yield break;
            yield return new FoundSite(method, instruction, target, judgement.Row, judgement.Extern);
        }
    }

    /// <summary>What a method is to us: null when it holds no operation.</summary>
    private (Signature? Row, ExternMethod? Extern)? Judge(MethodReference target)
    {
        if (judged.TryGetValue(target, out var known))
            return known;
        return judged[target] = JudgeAnew(target);
    }

    private (Signature? Row, ExternMethod? Extern)? JudgeAnew(MethodReference target)
    {
        if (target.DeclaringType is ArrayType)
            return null;
        if (table.FindMethod(DocumentationId.Of(target)) is { } row)
            return row.Operation == Signatures.Innocuous ? null : (row, null);
        if (Definition(target) is not { } definition || ExternMethod.From(definition) is not { } native)
            return null;
        var found = table.FindExtern(native.Module, native.EntryPoint);
        if (found?.Operation == Signatures.Innocuous || (found is null && NativeForm.IsExempt(definition.DeclaringType)))
            return null;
        return (found, native);
    }

    /// <summary>The definition where it is at hand. The framework's assemblies are not searched: their public methods are IL.</summary>
    private static MethodDefinition? Definition(MethodReference target)
    {
        if (target is MethodDefinition here)
            return here;
        if (Framework.Has(target.DeclaringType.Scope.Name))
            return null;
        try
        {
            return target.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }
}
