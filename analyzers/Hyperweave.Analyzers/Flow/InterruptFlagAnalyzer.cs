using System.Collections.Immutable;
using System.Linq;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>
/// Reports where interrupts are disabled and a path out of the method leaves them so, although the method puts them back on
/// others. A method that never does hands them over disabled on purpose, unless it drops the state it saved.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InterruptFlagAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.InterruptsStayDisabled];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var effects = GuestCode.Of(start.Compilation, start.Options).Effects;
            start.RegisterOperationAction(operation => Examine(operation, effects), OperationKind.Invocation);
        });
    }

    private static void Examine(OperationAnalysisContext context, MethodEffects effects)
    {
        var disabling = (IInvocationOperation)context.Operation;
        if ((effects.OfWrapper(disabling.TargetMethod) & Effects.Disables) == 0 || Judge.IsExempt(context.ContainingSymbol) || StraightLine.Restores(disabling, effects))
            return;
        var graph = FlowGraphs.Of(disabling, context.GetControlFlowGraph(), context.CancellationToken);
        if (InterruptFlagPaths.FirstThatStaysDisabled(disabling, graph, effects) is not { } exit)
            return;
        var place = ExitPlace.Of(exit, disabling);
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.InterruptsStayDisabled, disabling.Syntax.GetLocation(), [place],
            disabling.TargetMethod.Name, ExitPlace.Describe(exit, place)));
    }
}
