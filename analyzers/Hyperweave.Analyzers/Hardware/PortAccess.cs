using System.Threading;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Hardware;

/// <summary>A call that reads or writes a port, in any family's spelling. The port is known where it is a constant.</summary>
internal readonly record struct PortAccess(PortForm Form, ulong? Port)
{
    public static PortAccess? From(IInvocationOperation call, Judge judge, CancellationToken cancellation)
    {
        if (!BeginsWithNumber(call.TargetMethod) || judge.Of(call.TargetMethod)?.Operation is not { } operation || PortForm.Of(operation.Id) is not { } form)
            return null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == 0)
                return new PortAccess(form, KnownValue.Of(argument.Value, cancellation));
        }

        return null;
    }

    /// <summary>Ports and registers are numbers: most calls are told apart by that, before anything is looked up.</summary>
    public static bool BeginsWithNumber(IMethodSymbol method) => method.Parameters is { IsEmpty: false } parameters
        && parameters[0].Type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;

    /// <summary>The device there, where the port is known and the table knows it.</summary>
    public PortRange? Device => Port is { } port ? PortRange.Find(port) : null;
}
