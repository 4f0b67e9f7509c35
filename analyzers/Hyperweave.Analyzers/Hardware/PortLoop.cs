using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Hardware;

/// <summary>Loops that do nothing but write to a port. One that polls a status first, or waits, is none: the device sets its pace.</summary>
internal static class PortLoop
{
    public static bool IsAllThatItsLoopDoes(IInvocationOperation write, Judge judge) =>
        Enclosing(write) is { } loop && Ends(loop)
        && loop.Descendants().OfType<IInvocationOperation>().All(call => call == write || (IsWithin(call, write) && judge.Of(call.TargetMethod) is null));

    private static ILoopOperation? Enclosing(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is ILoopOperation loop)
                return loop;
        }

        return null;
    }

    private static bool Ends(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation => true,
        IForLoopOperation { Condition: { ConstantValue.HasValue: false } } => true,
        IWhileLoopOperation { Condition: { ConstantValue.HasValue: false } } => true,
        _ => false,
    };

    private static bool IsWithin(IOperation inner, IOperation outer)
    {
        for (var parent = inner.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent == outer)
                return true;
        }

        return false;
    }
}
