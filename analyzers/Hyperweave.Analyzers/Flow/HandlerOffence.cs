using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>What one operation does that must not happen in an interrupt handler.</summary>
/// <param name="What">As the rest of a sentence that begins with the handler.</param>
/// <param name="Instead">Why not, and what to do instead.</param>
internal sealed record HandlerOffence(string What, string Instead)
{
    /// <summary>What is wrong with an operation by itself, or null. Calls into other methods of the project are for the caller to follow.</summary>
    public static HandlerOffence? Of(IOperation operation) => operation switch
    {
        IThrowOperation => new("throws", "no code that was interrupted expects it; note the failure and let ordinary code deal with it"),
        ILockOperation => Locks(),
        IInvocationOperation call => OfCall(call.TargetMethod),
        _ => Allocation(operation) is { } what ? Allocates(what) : null,
    };

    private static string? Allocation(IOperation operation) => operation switch
    {
        // The thrown object goes with its throw.
        IObjectCreationOperation { Type: { IsReferenceType: true } type } creation => IsThrown(creation) ? null : $"allocates a '{type.Name}'",
        ITypeParameterObjectCreationOperation { Type: ITypeParameterSymbol { HasValueTypeConstraint: false } type } => $"may allocate a '{type.Name}'",
        IAnonymousObjectCreationOperation => "allocates an anonymous object",
        IArrayCreationOperation array => IsData(array) ? null : array.IsImplicit ? "allocates an array for params arguments" : "allocates an array",
        ICollectionExpressionOperation { Type.IsReferenceType: true } => "allocates a collection",
        IWithOperation { Type.IsReferenceType: true } => "allocates a copy",
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation } => "allocates a delegate and what its lambda captures",
        IDelegateCreationOperation => "allocates a delegate",
        IConversionOperation { Operand: not ITypeParameterObjectCreationOperation } conversion when conversion.GetConversion().IsBoxing => $"boxes a '{conversion.Operand.Type!.Name}'",
        IInterpolatedStringOperation { ConstantValue.HasValue: false, Parent: not IInterpolatedStringHandlerCreationOperation } => "formats a string",
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when IsConcatenation(sum) && !(sum.Parent is { } parent && IsConcatenation(parent)) => "concatenates strings",
        ICompoundAssignmentOperation { Type.SpecialType: SpecialType.System_String } => "concatenates strings",
        IForEachLoopOperation { Collection.Type.TypeKind: TypeKind.Interface } => "allocates an enumerator",
        _ => null,
    };

    private static HandlerOffence? OfCall(IMethodSymbol method)
    {
        var original = method.ReducedFrom ?? method.OriginalDefinition;
        if (original.IsAsync || IsIterator(original))
            return Allocates($"starts '{original.Name}', whose state is an object");
        return !IsFramework(original) ? null : (original.ContainingType.Name, original.Name) switch
        {
            ("Monitor", "Enter" or "TryEnter" or "Wait") or ("Lock", "Enter" or "EnterScope" or "TryEnter") => Locks(),
            ("Enumerable", _) => Allocates($"uses LINQ's '{original.Name}'"),
            (_, "ToString") or ("String" or "StringBuilder", _) when original.ReturnType.SpecialType == SpecialType.System_String => Allocates("makes a string"),
            (not "Array", _) when original.ReturnType is IArrayTypeSymbol => Allocates("makes an array"),
            _ => null,
        };
    }

    private static bool IsIterator(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax()
            .DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node is YieldStatementSyntax));

    private static HandlerOffence Allocates(string what) =>
        new(what, "the interrupted code may be inside the allocator; make it before, and keep it");

    private static HandlerOffence Locks() =>
        new("takes a lock", "the interrupted code may hold it, and does not run on to give it back; disable interrupts around the shared state instead");

    private static bool IsThrown(IOperation creation)
    {
        var parent = creation.Parent;
        while (parent is IConversionOperation)
            parent = parent.Parent;
        return parent is IThrowOperation;
    }

    /// <summary>Bytes that the compiler puts into the image, and the shared empty array: no allocation.</summary>
    private static bool IsData(IArrayCreationOperation array) =>
        array is { IsImplicit: true, Initializer.ElementValues.IsEmpty: true }
        || (array.Parent is IConversionOperation { Type.Name: "ReadOnlySpan" } && array.Initializer is { } initializer && AllConstant(initializer));

    private static bool AllConstant(IArrayInitializerOperation initializer)
    {
        foreach (var value in initializer.ElementValues)
        {
            if (!value.ConstantValue.HasValue)
                return false;
        }

        return true;
    }

    private static bool IsConcatenation(IOperation operation) =>
        operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String, ConstantValue.HasValue: false };

    private static bool IsFramework(IMethodSymbol method) =>
        method.ContainingNamespace?.ToDisplayString() is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));
}
