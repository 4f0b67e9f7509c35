using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>Something that a handler must not do, and the way there.</summary>
/// <param name="Methods">The methods called on the way, without the handler itself.</param>
/// <param name="Way">The handler's name in its registration, each call, and the operation itself.</param>
internal sealed record HandlerFinding(HandlerOffence Offence, ImmutableArray<IMethodSymbol> Methods, ImmutableArray<IOperation> Way);

/// <summary>Looks through a handler and what it calls, every method once, nearest first.</summary>
internal sealed class HandlerWalk(Compilation compilation, MethodEffects effects, CancellationToken cancellation)
{
    private const int Depth = 8;

    private readonly HashSet<IMethodSymbol> seen = new(SymbolEqualityComparer.Default);
    private readonly Queue<(IMethodSymbol Method, ImmutableArray<IMethodSymbol> Methods, ImmutableArray<IOperation> Way)> pending = new();

    public IEnumerable<HandlerFinding> Through(IMethodSymbol handler, IOperation function)
    {
        Enqueue(handler, [], [function]);
        while (pending.Count != 0)
        {
            var (method, methods, way) = pending.Dequeue();
            if (SourceBody.Of(method, compilation, cancellation) is not { } body)
                continue;
            foreach (var operation in OnTheWayBack(body))
            {
                if (HandlerOffence.Of(operation) is { } offence)
                    yield return new HandlerFinding(offence, methods, way.Add(operation));
                else if (methods.Length < Depth)
                    EnqueueCalled(operation, methods, way);
            }
        }
    }

    private void EnqueueCalled(IOperation operation, ImmutableArray<IMethodSymbol> methods, ImmutableArray<IOperation> way)
    {
        foreach (var called in SourceBody.CalledBy(operation))
            Enqueue(called.OriginalDefinition, methods.Add(called), way.Add(operation));
    }

    private void Enqueue(IMethodSymbol method, ImmutableArray<IMethodSymbol> methods, ImmutableArray<IOperation> way)
    {
        if (seen.Add(method))
            pending.Enqueue((method, methods, way));
    }

    /// <summary>
    /// The operations from which the handler can still come back. One that is about to stop the machine may do as it likes: nobody
    /// will use the allocator again.
    /// </summary>
    private IEnumerable<IOperation> OnTheWayBack(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation || Stops(child))
                continue;
            foreach (var inside in OnTheWayBack(child))
                yield return inside;
        }

        yield return operation;
    }

    private bool Stops(IOperation operation) => operation switch
    {
        IExpressionStatementOperation { Operation: { } expression } =>
            (effects.Of(expression) & (Effects.NeverReturns | Effects.Throws)) == Effects.NeverReturns,
        IBlockOperation block => Any(block.Operations),
        ISwitchCaseOperation section => Any(section.Body),
        IWhileLoopOperation or IForLoopOperation => effects.NeverReturns(operation),
        _ => false,
    };

    private bool Any(ImmutableArray<IOperation> statements)
    {
        foreach (var statement in statements)
        {
            if (Stops(statement))
                return true;
        }

        return false;
    }
}
