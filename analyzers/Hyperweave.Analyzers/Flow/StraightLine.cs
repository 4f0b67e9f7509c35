using System.Linq;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>
/// The ordinary case, told without a graph: the flag is put back by a statement of the same block, and nothing between leaves the
/// method or can throw.
/// </summary>
internal static class StraightLine
{
    public static bool Restores(IInvocationOperation disabling, MethodEffects effects)
    {
        IOperation statement = disabling;
        while (statement.Parent is not (null or IBlockOperation))
            statement = statement.Parent;
        if (statement.Parent is not IBlockOperation block)
            return false;
        foreach (var next in block.Operations.SkipWhile(candidate => candidate != statement).Skip(1))
        {
            if (next is IExpressionStatementOperation { Operation: IInvocationOperation call } && (effects.Of(call) & Effects.Enables) != 0)
                return true;
            if (SourceBody.Operations(next).Any(operation => MayLeave(operation, effects)))
                return false;
        }

        return false;
    }

    private static bool MayLeave(IOperation operation, MethodEffects effects) =>
        operation is IReturnOperation or IBranchOperation or IThrowOperation
        || (effects.Of(operation) & (Effects.Throws | Effects.NeverReturns | Effects.Enables | Effects.Disables)) != 0;
}
