using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Hyperweave.Analyzers;

/// <summary>Says of each method, once for a compilation, which operation a use of it is.</summary>
internal sealed class Judge(SignatureTable table, bool isGuest)
{
    private const string NativeFormAttribute = "NativeFormAttribute";

    private readonly HashSet<string> names = new(table.MethodNames, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<IMethodSymbol, Judgement?> judged = new(SymbolEqualityComparer.Default);

    /// <summary>A judge with the project's own rows. It remembers symbols: one serves one compilation.</summary>
    public static Judge For(AnalyzerOptions options, CancellationToken cancellation) =>
        new(new SignatureTable(GuestProject.UserRowsOf(options, cancellation)), GuestProject.IsGuest(options));

    /// <summary>The judge of a project that is built into an image, or null for any other.</summary>
    public static Judge? OfGuest(Compilation compilation, AnalyzerOptions options) =>
        GuestProject.IsGuest(options) ? GuestCode.Of(compilation, options).Judge : null;

    /// <summary>Whether a constructor has a row: the catalogue has none, a user's file may.</summary>
    public bool KnowsConstructors => names.Contains(WellKnownMemberNames.InstanceConstructorName);

    /// <summary>What a method is to us, or null when it is neither an operation nor an extern that nobody knows.</summary>
    public Judgement? Of(IMethodSymbol method)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        return judged.TryGetValue(definition, out var known) ? known : judged.GetOrAdd(definition, JudgeAnew);
    }

    /// <summary>
    /// Whether the code inside this symbol may hold operations: a class marked [NativeForm], the guest API itself, or a stub that a
    /// generator wrote, whose callers are told.
    /// </summary>
    public static bool IsExempt(ISymbol container)
    {
        if (ExternMethod.IsStub(container))
            return true;
        for (var type = container as INamedTypeSymbol ?? container.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == NativeFormAttribute))
                return true;
        }

        return false;
    }

    private Judgement? JudgeAnew(IMethodSymbol method)
    {
        if (Row(method) is { } row && (isGuest || !IsFramework(method)))
            return Known(row, null);
        if (ExternMethod.From(method) is not { } native)
            return null;
        var found = table.FindExtern(native.Module, native.EntryPoint);
        if (found is not null)
            return Known(found, native);
        return isGuest && !IsFramework(method) && !IsExempt(method) ? new Judgement(null, null, native) : null;
    }

    /// <summary>The row of a method or of the declaration that it overrides, which is what IL names.</summary>
    private Signature? Row(IMethodSymbol method)
    {
        if (!names.Contains(method.Name))
            return null;
        for (var declaration = method; declaration is not null; declaration = declaration.OverriddenMethod?.OriginalDefinition)
        {
            if (declaration.GetDocumentationCommentId() is { } id && table.FindMethod(id) is { } row)
                return row;
        }

        return null;
    }

    private static Judgement? Known(Signature row, ExternMethod? native) =>
        row.Operation == Signatures.Innocuous ? null : new Judgement(row, Operations.Find(row.Operation), native);

    /// <summary>An ordinary program may well call the framework's intrinsics; its externs are the framework's own affair.</summary>
    private static bool IsFramework(IMethodSymbol method)
    {
        var assembly = method.ContainingAssembly?.Name ?? "";
        return assembly is "mscorlib" or "netstandard" || assembly.StartsWith("System.", StringComparison.Ordinal);
    }
}

/// <summary>A use of an operation, or of an extern that no row knows (then row and operation are null).</summary>
internal sealed record Judgement(Signature? Row, Operation? Operation, ExternMethod? Extern);
