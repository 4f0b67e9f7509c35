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
        context.RegisterOperationAction(operation => Examine(operation, api),
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

    private static void Examine(OperationAnalysisContext context, HashSet<string> api)
    {
        if (context.Operation.ConstantValue.HasValue || context.Operation.Parent is INameOfOperation || Member(context.Operation) is not { } member)
            return;
        var definition = member.OriginalDefinition;
        if (!IsFramework(definition) || definition.GetDocumentationCommentId() is not { } id || api.Contains(id))
            return;
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.MissingFromCoreLibrary, context.Operation.Syntax.GetLocation(), member.ToDisplayString()));
    }

    private static ISymbol? Member(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
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
