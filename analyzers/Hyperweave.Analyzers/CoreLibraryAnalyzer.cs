using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers;

/// <summary>
/// Reports uses of framework members that the guest core library lacks. What it has stands in the additional file
/// Hyperweave.CoreLib.api.txt, one doc-comment id a line, which the build writes from the core library's assembly itself.
/// Without that file the analyzer says nothing.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CoreLibraryAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The additional file's name.</summary>
    public const string ApiFile = "Hyperweave.CoreLib.api.txt";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.MissingFromCoreLibrary];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (!GuestProject.IsGuest(context.Options) || ReadApi(context.Options, context.CancellationToken) is not { } api)
            return;
        var judge = GuestCode.Of(context.Compilation, context.Options).Judge;
        context.RegisterOperationAction(operation => Examine(operation, api, judge),
            OperationKind.Invocation, OperationKind.MethodReference, OperationKind.ObjectCreation,
            OperationKind.PropertyReference, OperationKind.FieldReference, OperationKind.EventReference);
    }

    private static HashSet<string>? ReadApi(AnalyzerOptions options, CancellationToken cancellation)
    {
        var file = options.AdditionalFiles.FirstOrDefault(candidate => Path.GetFileName(candidate.Path) == ApiFile);
        return file?.GetText(cancellation) is { } text
            ? new HashSet<string>(text.Lines.Select(line => line.ToString().Trim()), StringComparer.Ordinal)
            : null;
    }

    private static void Examine(OperationAnalysisContext context, HashSet<string> api, Judge judge)
    {
        if (context.Operation.ConstantValue.HasValue || !IsCode(context.Operation) || Member(context.Operation) is not { } member)
            return;
        if (!IsFramework(member) || IsThere(member, api) || IsReplaced(member, judge))
            return;
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.MissingFromCoreLibrary, context.Operation.Syntax.GetLocation(), member.ToDisplayString()));
    }

    /// <summary>Attributes and nameof leave no code in the image.</summary>
    private static bool IsCode(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAttributeOperation or INameOfOperation)
                return false;
        }

        return true;
    }

    /// <summary>The framework's own operations, such as X86Base.CpuId, become calls of the guest API in both images.</summary>
    private static bool IsReplaced(ISymbol member, Judge judge) => member is IMethodSymbol method && judge.Of(method) is { Row: not null };

    /// <summary>An override that the core library does without is there all the same: a call of it names the first declaration.</summary>
    private static bool IsThere(ISymbol? member, HashSet<string> api)
    {
        for (; member is not null; member = Overridden(member))
        {
            if (member.OriginalDefinition.GetDocumentationCommentId() is not { } id || api.Contains(id))
                return true;
        }

        return false;
    }

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        IEventSymbol @event => @event.OverriddenEvent,
        _ => null,
    };

    private static ISymbol? Member(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod,
        // A structure's parameterless constructor that nobody wrote is no member: the memory is zeroed.
        IObjectCreationOperation { Constructor: { IsImplicitlyDeclared: false } constructor } => constructor,
        // A tuple's named element is only another name of Item1, Item2 …
        IFieldReferenceOperation { Field.CorrespondingTupleField: { } element } => element,
        IMemberReferenceOperation reference => reference.Member,
        _ => null,
    };

    private static bool IsFramework(ISymbol symbol)
    {
        var assembly = symbol.ContainingAssembly?.Name ?? "";
        return assembly is "mscorlib" or "netstandard"
            || assembly.StartsWith("System.", StringComparison.Ordinal)
            || assembly.StartsWith("Microsoft.", StringComparison.Ordinal);
    }
}
