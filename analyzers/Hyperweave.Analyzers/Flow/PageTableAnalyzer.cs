using System.Collections.Immutable;
using System.Linq;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>
/// Reports an edit that takes something away from a page-table entry when a path leads out of the method with no flush. A short
/// method around the edit is taken for its callers' way of writing it: they are looked at instead.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PageTableAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.TranslationNotFlushed];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var code = GuestCode.Of(start.Compilation, start.Options);
            start.RegisterOperationAction(operation => Examine(operation, code.Judge, code.Effects),
                OperationKind.Invocation, OperationKind.SimpleAssignment, OperationKind.CompoundAssignment);
        });
    }

    private static void Examine(OperationAnalysisContext context, Judge judge, MethodEffects effects)
    {
        var edit = context.Operation;
        if (!PageTableEdit.Narrows(edit, judge) && !(edit is IInvocationOperation call && (effects.OfWrapper(call.TargetMethod) & Effects.Narrows) != 0))
            return;
        if (Judge.IsExempt(context.ContainingSymbol) || (Function(edit, context.ContainingSymbol) is { } function && (effects.OfWrapper(function) & Effects.Narrows) != 0))
            return;
        var graph = FlowGraphs.Of(edit, context.GetControlFlowGraph(), context.CancellationToken);
        if (FirstWithoutFlush(edit, graph, effects) is not { } exit)
            return;
        var place = ExitPlace.Of(exit, edit);
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.TranslationNotFlushed, edit.Syntax.GetLocation(), [place], edit.Syntax.ToString(), ExitPlace.Describe(exit, place)));
    }

    private static IMethodSymbol? Function(IOperation operation, ISymbol container) => FlowGraphs.Body(operation) switch
    {
        ILocalFunctionOperation local => local.Symbol,
        IAnonymousFunctionOperation => null,
        _ => container as IMethodSymbol,
    };

    /// <summary>An exit behind the method's last flush comes after one that it makes only when it must: for the space in use.</summary>
    private static MethodExit? FirstWithoutFlush(IOperation edit, ControlFlowGraph graph, MethodEffects effects)
    {
        var lastFlush = graph.Blocks.SelectMany(ExitSearch.Operations).Where(operation => (effects.Of(operation) & Effects.Flushes) != 0)
            .Select(operation => operation.Syntax.SpanStart).DefaultIfEmpty(int.MaxValue).Max();
        return new ExitSearch(graph, operation => (effects.Of(operation) & (Effects.Flushes | Effects.NeverReturns)) == 0 ? Verdict.GoesOn : Verdict.Ends)
            .After(edit)
            .Where(exit => !exit.IsException)
            .Select(exit => (Exit: exit, ExitPlace.Of(exit, edit).SourceSpan.Start))
            .Where(exit => exit.Start < lastFlush)
            .OrderBy(exit => exit.Start).FirstOrDefault().Exit;
    }
}
