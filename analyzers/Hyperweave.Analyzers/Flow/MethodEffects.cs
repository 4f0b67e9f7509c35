using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>
/// What calling a method does to the processor's state: an operation's effects from the catalogue, any other method's from its
/// source, some calls deep and without regard to the order of its statements.
/// </summary>
internal sealed class MethodEffects(Judge judge, Compilation compilation)
{
    private const int Depth = 4;
    private const int WrapperStatements = 3;
    private const string NeverReturnsAttribute = "DoesNotReturnAttribute";

    // By how many calls are still followed, so that a recursion's answer does not depend on where it was entered.
    private readonly ConcurrentDictionary<IMethodSymbol, Effects>[] known =
        [.. Enumerable.Range(0, Depth + 1).Select(_ => new ConcurrentDictionary<IMethodSymbol, Effects>(SymbolEqualityComparer.Default))];

    private readonly ConcurrentDictionary<IMethodSymbol, Effects> wrappers = new(SymbolEqualityComparer.Default);

    public Effects Of(IMethodSymbol method) => Of(method.OriginalDefinition, Depth);

    public Effects Of(IOperation operation) => Of(operation, Depth);

    /// <summary>The effects of an operation or of a short method around one; cheap enough for every call of a program.</summary>
    public Effects OfWrapper(IMethodSymbol method)
    {
        var definition = method.OriginalDefinition;
        return wrappers.TryGetValue(definition, out var effects) ? effects : wrappers.GetOrAdd(definition, OfWrapperAnew);
    }

    private Effects OfWrapperAnew(IMethodSymbol method) =>
        judge.Of(method) is { } judgement ? OfOperation(judgement) : IsShort(method) ? Of(method, Depth) : Effects.None;

    private Effects Of(IOperation operation, int depth)
    {
        var effects = Effects.None;
        foreach (var method in SourceBody.CalledBy(operation))
            effects |= Of(method.OriginalDefinition, depth);
        return effects;
    }

    private Effects Of(IMethodSymbol method, int depth)
    {
        if (judge.Of(method) is { } judgement)
            return OfOperation(judgement);
        if (method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == NeverReturnsAttribute))
            return Effects.NeverReturns;
        return depth == 0 || method.DeclaringSyntaxReferences.IsEmpty
            ? Effects.None
            : known[depth].GetOrAdd(method, candidate => OfBody(candidate, depth));
    }

    private static Effects OfOperation(Judgement judgement) =>
        judgement.Operation is { } operation ? OperationEffects.Of(operation.Id) : Effects.None;

    private Effects OfBody(IMethodSymbol method, int depth)
    {
        if (SourceBody.Of(method, compilation, CancellationToken.None) is not { } body)
            return Effects.None;
        var effects = Effects.None;
        foreach (var operation in SourceBody.Operations(body))
        {
            var called = operation is IThrowOperation ? Effects.Throws : PageTableEdit.Narrows(operation, judge) ? Effects.Narrows : Of(operation, depth - 1);
            effects |= called & (IsCaught(operation) ? ~(Effects.Throws | Effects.NeverReturns) : ~Effects.NeverReturns);
            if (operation is IBlockOperation block && block.Parent is IMethodBodyBaseOperation or ILocalFunctionOperation or null && EndsNever(block, depth))
                effects |= Effects.NeverReturns;
        }

        return WithoutPairs(effects);
    }

    /// <summary>A method that does both halves of a pair leaves things as it found them, as far as anybody can say without its order.</summary>
    private static Effects WithoutPairs(Effects effects)
    {
        const Effects both = Effects.Disables | Effects.Enables;
        const Effects flushed = Effects.Narrows | Effects.Flushes;
        effects &= (effects & both) == both ? ~both : ~Effects.None;
        return (effects & flushed) == flushed ? effects & ~Effects.Narrows : effects;
    }

    private bool EndsNever(IBlockOperation block, int depth) => block.Operations.Any(statement => NeverReturns(statement, depth));

    private bool NeverReturns(IOperation statement, int depth) => statement switch
    {
        IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation => true,
        IExpressionStatementOperation { Operation: { } expression } => (Of(expression, depth - 1) & Effects.NeverReturns) != 0,
        ILoopOperation loop => LoopsForEver(loop),
        _ => false,
    };

    /// <summary>Whether a statement never passes control on: a call that does not return, a throw, an endless loop.</summary>
    public bool NeverReturns(IOperation statement) => NeverReturns(statement, Depth + 1);

    private static bool LoopsForEver(ILoopOperation loop) =>
        loop is IWhileLoopOperation { Condition.ConstantValue: { HasValue: true, Value: true } } or IForLoopOperation { Condition: null }
        && !SourceBody.Operations(loop.Body).Any(inside => inside is IReturnOperation
            || (inside is IBranchOperation branch && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel)));

    private static bool IsCaught(IOperation operation)
    {
        for (var inner = operation; inner.Parent is { } outer; inner = outer)
        {
            if (outer is ITryOperation { Catches.IsEmpty: false } attempt && attempt.Body == inner)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a method may be no more than a way of writing an operation: it gives nothing or a saved state, has few statements and
    /// calls something. This much the syntax tells, without binding every method of a program.
    /// </summary>
    private static bool IsShort(IMethodSymbol method) =>
        (method.ReturnsVoid || method.ReturnType.IsValueType)
        && method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declaration
        && declaration switch
        {
            BaseMethodDeclarationSyntax { Body: { } body } => IsShort(body),
            LocalFunctionStatementSyntax { Body: { } body } => IsShort(body),
            BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax => true,
            _ => false,
        }
        && declaration.DescendantNodes().Any(node => node is InvocationExpressionSyntax or AssignmentExpressionSyntax);

    private static bool IsShort(BlockSyntax body) => body.Statements.Count is > 0 and <= WrapperStatements;
}
