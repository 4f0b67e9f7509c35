using Microsoft.CodeAnalysis;

namespace Hyperweave.Analyzers.Hardware;

/// <summary>Methods whose first argument is an address as a number, so that no conversion to a pointer shows.</summary>
internal static class AddressMethods
{
    /// <summary>The framework's Marshal, Cosmos gen2's blocks of memory, MOSA's pointer. A function pointer's signature is in no type.</summary>
    public static bool Takes(IMethodSymbol method) => method.ContainingType?.Name switch
    {
        "Marshal" => IsAccess(method.Name) && IsIn(method, "System.Runtime.InteropServices"),
        "MemoryBlock" or "MemoryBlock08" or "ManagedMemoryBlock" => method.MethodKind == MethodKind.Constructor && IsIn(method, "Cosmos.Core"),
        "Pointer" => method.MethodKind == MethodKind.Constructor && IsIn(method, "Mosa.Runtime"),
        _ => false,
    };

    private static bool IsAccess(string name) =>
        name.StartsWith("Read", System.StringComparison.Ordinal) || name.StartsWith("Write", System.StringComparison.Ordinal);

    private static bool IsIn(IMethodSymbol method, string @namespace) => method.ContainingNamespace.ToDisplayString() == @namespace;
}
