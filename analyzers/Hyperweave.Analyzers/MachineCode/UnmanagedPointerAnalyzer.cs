using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Hyperweave.Analyzers.MachineCode;

/// <summary>Reports calls of native addresses behind which there is neither a blob of the source nor one of its methods.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnmanagedPointerAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.UnmanagedPointerCall];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (!GuestProject.IsGuest(start.Options))
                return;
            var mentions = new Mentions();
            start.RegisterOperationAction(operation => Examine(operation, mentions), OperationKind.FunctionPointerInvocation, OperationKind.Invocation);
        });
    }

    private static void Examine(OperationAnalysisContext context, Mentions mentions)
    {
        if (NativeCall.Called(context.Operation) is { } address && !Judge.IsExempt(context.ContainingSymbol)
            && CodeSources.Of(address, mentions, context.CancellationToken).HasUnknown)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.UnmanagedPointerCall, context.Operation.Syntax.GetLocation(), address.Syntax.ToString()));
    }
}
