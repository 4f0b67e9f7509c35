using System.Collections.Generic;
using System.Linq;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>The paths from a call that disables interrupts.</summary>
internal sealed class InterruptFlagPaths
{
    private const int Nowhere = -1;

    private readonly IInvocationOperation disabling;
    private readonly MethodEffects effects;
    private readonly HashSet<ISymbol> savedStates;
    private readonly ILocalSymbol? own;
    private readonly int lastEnabling;

    private InterruptFlagPaths(IInvocationOperation disabling, ControlFlowGraph graph, MethodEffects effects)
    {
        this.disabling = disabling;
        this.effects = effects;
        savedStates = Keepers.Of(FlowGraphs.Body(disabling), part => (effects.Of(part) & Effects.ReadsFlag) != 0);
        own = Receiver(disabling) as ILocalSymbol;
        lastEnabling = graph.Blocks.SelectMany(ExitSearch.Operations).Where(Enables)
            .Select(operation => operation.Syntax.SpanStart).DefaultIfEmpty(Nowhere).Max();
    }

    /// <summary>
    /// The first exit, in the order of the source, that leaves interrupts disabled against the method's own habit; null when there
    /// is none. An exit behind the last place that enables them is the habit of a method like TryEnter, not a slip.
    /// </summary>
    public static MethodExit? FirstThatStaysDisabled(IInvocationOperation disabling, ControlFlowGraph graph, MethodEffects effects)
    {
        var paths = new InterruptFlagPaths(disabling, graph, effects);
        if (paths.own is null ? paths.lastEnabling == Nowhere : paths.IsHandedOver(paths.own))
            return null;
        return new ExitSearch(graph, paths.VerdictOf).After(disabling)
            .Select(exit => (Exit: exit, ExitPlace.Of(exit, disabling).SourceSpan.Start))
            .Where(exit => paths.lastEnabling == Nowhere || exit.Start < paths.lastEnabling)
            .OrderBy(exit => exit.Start).FirstOrDefault().Exit;
    }

    private Verdict VerdictOf(IOperation operation)
    {
        // if (wasEnabled) Sti(): both ways are right, which no single bit can tell.
        if (Enables(operation) || (lastEnabling != Nowhere && IsTestOfSavedState(operation)))
            return Verdict.Ends;
        return (effects.Of(operation) & (Effects.Throws | Effects.NeverReturns)) switch
        {
            Effects.None => Verdict.GoesOn,
            Effects.Throws => Verdict.MayThrow,
            Effects.NeverReturns => Verdict.Ends,
            _ => Verdict.Throws,
        };
    }

    /// <summary>Whether an operation enables interrupts or puts back the state that the search began with, not another one nested in it.</summary>
    private bool Enables(IOperation operation)
    {
        if ((effects.Of(operation) & Effects.Enables) == 0)
            return false;
        return own is null || operation is not IInvocationOperation { Arguments.Length: > 0 } call
            || call.Arguments[0].Value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().FirstOrDefault()?.Local is not { } other
            || SymbolEqualityComparer.Default.Equals(own, other) || !savedStates.Contains(other);
    }

    private bool IsTestOfSavedState(IOperation operation) =>
        operation is { Type.SpecialType: SpecialType.System_Boolean, Parent: null }
        && operation.DescendantsAndSelf().Any(part => Keepers.Symbol(part) is { } symbol && savedStates.Contains(symbol));

    /// <summary>What the result of a call is kept in, or null.</summary>
    private static ISymbol? Receiver(IOperation value)
    {
        while (value.Parent is IConversionOperation conversion)
            value = conversion;
        return value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation assignment => Keepers.Symbol(assignment.Target),
            _ => null,
        };
    }

    /// <summary>Whether a saved state leaves the method, so that somebody else may put it back.</summary>
    private bool IsHandedOver(ISymbol state) => FlowGraphs.Body(disabling).Descendants()
        .Where(operation => SymbolEqualityComparer.Default.Equals(Keepers.Symbol(operation), state))
        .Any(reference => !StaysHere(reference));

    private bool StaysHere(IOperation reference)
    {
        while (reference.Parent is IConversionOperation or IParenthesizedOperation)
            reference = reference.Parent;
        return reference.Parent switch
        {
            IArgumentOperation { Parent: { } call } => (effects.Of(call) & Effects.Enables) != 0,
            IAssignmentOperation assignment => assignment.Target == reference,
            IPropertyReferenceOperation or IFieldReferenceOperation or IBinaryOperation or IInvocationOperation => true,
            IConditionalOperation or IUnaryOperation or IUsingOperation => true,
            _ => false,
        };
    }
}
