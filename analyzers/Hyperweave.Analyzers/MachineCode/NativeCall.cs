using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.MachineCode;

/// <summary>The ways in which C# makes machine code callable, and calls it.</summary>
internal static class NativeCall
{
    /// <summary>The address that an operation makes callable, as an unmanaged function pointer or a delegate; null when it does neither.</summary>
    public static IOperation? Made(IOperation operation) => operation switch
    {
        IConversionOperation { Operand: { Type: not IFunctionPointerTypeSymbol } operand } conversion when IsUnmanaged(conversion.Type) => operand,
        IInvocationOperation { TargetMethod: { Name: "GetDelegateForFunctionPointer", ContainingType.Name: "Marshal" }, Arguments: { Length: > 0 } arguments } =>
            arguments[0].Value,
        _ => null,
    };

    /// <summary>The address that an operation calls, or makes a delegate of; null when it does neither.</summary>
    public static IOperation? Called(IOperation operation) => operation switch
    {
        IFunctionPointerInvocationOperation { Target: { } target } when IsUnmanaged(target.Type) => target,
        IInvocationOperation => Made(operation),
        _ => null,
    };

    private static bool IsUnmanaged(ITypeSymbol? type) =>
        type is IFunctionPointerTypeSymbol { Signature.CallingConvention: not SignatureCallingConvention.Default };
}
