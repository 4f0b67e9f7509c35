using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>Finds the control-flow graph of the function that an operation stands in.</summary>
internal static class FlowGraphs
{
    /// <summary>The graph of the innermost lambda or local function around an operation, or of the method itself.</summary>
    /// <param name="root">The method's graph.</param>
    public static ControlFlowGraph Of(IOperation operation, ControlFlowGraph root, CancellationToken cancellation)
    {
        var graph = root;
        foreach (var function in FunctionsAround(operation))
            graph = Nested(graph, function, cancellation) ?? graph;
        return graph;
    }

    /// <summary>The tree of the innermost function around an operation.</summary>
    public static IOperation Body(IOperation operation)
    {
        while (operation.Parent is { } parent && operation is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            operation = parent;
        return operation;
    }

    private static IEnumerable<IOperation> FunctionsAround(IOperation operation)
    {
        var functions = new Stack<IOperation>();
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
                functions.Push(parent);
        }

        return functions;
    }

    private static ControlFlowGraph? Nested(ControlFlowGraph graph, IOperation function, CancellationToken cancellation)
    {
        if (function is ILocalFunctionOperation local)
            return graph.LocalFunctions.Contains(local.Symbol) ? graph.GetLocalFunctionControlFlowGraph(local.Symbol, cancellation) : null;
        var lambda = graph.Blocks.SelectMany(ExitSearch.Operations).OfType<IFlowAnonymousFunctionOperation>()
            .FirstOrDefault(candidate => candidate.Syntax == function.Syntax);
        return lambda is null ? null : graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellation);
    }
}
