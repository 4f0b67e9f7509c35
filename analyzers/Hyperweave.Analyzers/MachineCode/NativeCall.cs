using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.MachineCode;

/// <summary>The ways in which C# calls machine code by its address.</summary>
internal static class NativeCall
{
    public static readonly OperationKind[] Kinds = [OperationKind.FunctionPointerInvocation, OperationKind.Invocation];

    /// <summary>The address that an operation calls, or makes a delegate of; null when it does neither.</summary>
    public static IOperation? Address(IOperation operation) => operation switch
    {
        IFunctionPointerInvocationOperation { Target: { Type: IFunctionPointerTypeSymbol type } target }
            when type.Signature.CallingConvention != SignatureCallingConvention.Default => target,
        IInvocationOperation { TargetMethod: { Name: "GetDelegateForFunctionPointer", ContainingType.Name: "Marshal" }, Arguments: { Length: > 0 } arguments } =>
            arguments[0].Value,
        _ => null,
    };
}
