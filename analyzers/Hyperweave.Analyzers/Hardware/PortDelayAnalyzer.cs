using System.Collections.Immutable;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Hardware;

/// <summary>Reports writes to the ports that kernels write to only because the bus needs a microsecond for it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PortDelayAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.PortDelay];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (Judge.OfGuest(start.Compilation, start.Options) is { } judge)
                start.RegisterOperationAction(operation => Examine(operation, judge), OperationKind.Invocation);
        });
    }

    private static void Examine(OperationAnalysisContext context, Judge judge)
    {
        if (PortAccess.From((IInvocationOperation)context.Operation, judge, context.CancellationToken) is not { Form: { IsWrite: true, IsString: false } } access
            || access.Device is not { IsDelay: true } || Judge.IsExempt(context.ContainingSymbol))
            return;
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.PortDelay, context.Operation.Syntax.GetLocation(), access.Port));
    }
}
