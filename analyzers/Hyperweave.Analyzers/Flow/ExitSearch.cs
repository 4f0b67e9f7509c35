using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>What an operation means to a search along the paths of a method.</summary>
internal enum Verdict
{
    GoesOn,
    /// <summary>The path is of no more interest: what was looked for is done, or control does not come back.</summary>
    Ends,
    /// <summary>Goes on, and may also leave by an exception.</summary>
    MayThrow,
    /// <summary>Leaves by an exception, always.</summary>
    Throws,
}

/// <summary>A way out of a method that a search reached.</summary>
/// <param name="Last">The last operation on the way: a return value, a condition, a call that throws.</param>
/// <param name="IsException">Whether an exception leaves here.</param>
internal sealed record MethodExit(IOperation? Last, bool IsException);

/// <summary>
/// Finds the ways out of a method that can be reached from one of its operations along edges of its control-flow graph, those of
/// exceptions through handlers and finally blocks included. Each block is entered once: what is known on a path is one bit.
/// </summary>
internal sealed class ExitSearch(ControlFlowGraph graph, Func<IOperation, Verdict> judge)
{
    private readonly HashSet<int> entered = [];
    private readonly HashSet<ControlFlowRegion> passed = [];
    private readonly List<MethodExit> exits = [];
    private Stack<BasicBlock> pending = new();

    /// <summary>The exits reached from just after an operation of the graph, in no order.</summary>
    public IReadOnlyList<MethodExit> After(IOperation start)
    {
        foreach (var block in graph.Blocks)
        {
            var operations = Operations(block).ToList();
            var at = operations.FindIndex(operation => operation.Kind == start.Kind && operation.Syntax == start.Syntax);
            if (at < 0)
                continue;
            Scan(block, operations.Skip(at + 1));
            Explore();
            break;
        }

        return exits;
    }

    /// <summary>A block's operations in the order of evaluation, the value that it branches on or returns last.</summary>
    public static IEnumerable<IOperation> Operations(BasicBlock block)
    {
        foreach (var root in block.Operations)
        {
            foreach (var operation in SourceBody.Operations(root))
                yield return operation;
        }

        if (block.BranchValue is null)
            yield break;
        foreach (var operation in SourceBody.Operations(block.BranchValue))
            yield return operation;
    }

    private void Explore()
    {
        while (pending.Count != 0)
        {
            var block = pending.Pop();
            if (entered.Add(block.Ordinal))
                Scan(block, Operations(block));
        }
    }

    private void Scan(BasicBlock block, IEnumerable<IOperation> operations)
    {
        foreach (var operation in operations)
        {
            var verdict = judge(operation);
            if (verdict is Verdict.MayThrow or Verdict.Throws)
                Raise(block.EnclosingRegion, operation);
            if (verdict is Verdict.Ends or Verdict.Throws)
                return;
        }

        Follow(block, block.ConditionalSuccessor);
        Follow(block, block.FallThroughSuccessor);
    }

    private void Follow(BasicBlock block, ControlFlowBranch? branch)
    {
        switch (branch?.Semantics)
        {
            case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                Raise(block.EnclosingRegion, block.BranchValue ?? block.Operations.LastOrDefault());
                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling:
                passed.Add(Enclosing(block.EnclosingRegion, ControlFlowRegionKind.Finally) ?? graph.Root);
                break;
            case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return when branch.FinallyRegions.All(PassesThrough):
                if (branch.Destination!.Kind == BasicBlockKind.Exit)
                    exits.Add(new MethodExit(block.BranchValue ?? block.Operations.LastOrDefault(), IsException: false));
                else
                    pending.Push(branch.Destination);
                break;
        }
    }

    /// <summary>An exception goes outward: into the handlers of each try around it, until one takes all, or out of the method.</summary>
    private void Raise(ControlFlowRegion? region, IOperation? at)
    {
        for (; region is not null; region = region.EnclosingRegion)
        {
            if (region is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } attempt })
                continue;
            if (attempt.Kind == ControlFlowRegionKind.TryAndFinally && !PassesThrough(attempt.NestedRegions[1]))
                return;
            if (attempt.Kind == ControlFlowRegionKind.TryAndCatch && attempt.NestedRegions.Skip(1).Count(Enter) != 0)
                return;
        }

        exits.Add(new MethodExit(at, IsException: true));
    }

    /// <summary>Goes into a handler, and tells whether it takes every exception.</summary>
    private bool Enter(ControlFlowRegion handler)
    {
        pending.Push(graph.Blocks[handler.FirstBlockOrdinal]);
        return handler.Kind == ControlFlowRegionKind.Catch && handler.ExceptionType is null or { SpecialType: SpecialType.System_Object } or { Name: nameof(Exception), ContainingNamespace.Name: nameof(System) };
    }

    /// <summary>Whether a path leads through a finally block to its end.</summary>
    private bool PassesThrough(ControlFlowRegion block)
    {
        var outside = pending;
        pending = new Stack<BasicBlock>([graph.Blocks[block.FirstBlockOrdinal]]);
        Explore();
        pending = outside;
        return passed.Contains(block);
    }

    private static ControlFlowRegion? Enclosing(ControlFlowRegion? region, ControlFlowRegionKind kind)
    {
        while (region is not null && region.Kind != kind)
            region = region.EnclosingRegion;
        return region;
    }
}
