using System;
using System.Collections.Generic;
using System.Linq;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>
/// Stores that take something away from a page-table entry. A translation that was present may be remembered by the processor; one
/// that was not is never remembered (Intel SDM 3A 4.10.2.3), so that making an entry needs no flush.
/// </summary>
internal static class PageTableEdit
{
    private const string PageTable = "Hyperweave.Guest.PageTable";
    private const ulong Present = 1;

    // Accessed, dirty and the bits that the processor ignores (Intel SDM 3A 4.5): bits 5, 6, 9 to 11, 52 to 62.
    private const ulong Harmless = 0x7FF0_0000_0000_0E60;

    /// <summary>Whether an operation takes something away from an entry.</summary>
    public static bool Narrows(IOperation operation, Judge judge) => operation switch
    {
        IInvocationOperation call => IsEdit(call.TargetMethod) ? !IsFresh(call.Instance) : IsStore(call, judge) && IsLess(call.Arguments.Last().Value),
        ISimpleAssignmentOperation assignment => PointerOf(assignment.Target) is { } pointer && IsLess(assignment.Value) && IsTable(pointer, judge),
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.And } mask =>
            PointerOf(mask.Target) is { } pointer && IsNarrowing(mask.Value) && IsTable(pointer, judge),
        _ => false,
    };

    private static bool IsStore(IInvocationOperation call, Judge judge) => judge.Of(call.TargetMethod)?.Operation?.Id == "page-entry-store";

    private static bool IsEdit(IMethodSymbol method) => method.Name is "Unmap" or "Protect" && method.ContainingType.ToDisplayString() == PageTable;

    /// <summary>A table made in this very function: no processor has used it.</summary>
    private static bool IsFresh(IOperation? table) => table is ILocalReferenceOperation { Local: { } local }
        && FlowGraphs.Body(table).Descendants().OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))?.Initializer?.Value
            is IObjectCreationOperation { Arguments.IsEmpty: true } or IInvocationOperation { TargetMethod.Name: "SharingWith" };

    /// <summary>The pointer of <c>*p</c>, <c>p[i]</c>, <c>p->Field</c>: expressions for which Roslyn has no operation of their own.</summary>
    private static IOperation? PointerOf(IOperation target)
    {
        while (target is IFieldReferenceOperation { Instance: { } instance })
            target = instance;
        return target.Kind == OperationKind.None && target.Syntax.Kind() is SyntaxKind.PointerIndirectionExpression or SyntaxKind.ElementAccessExpression
            or SyntaxKind.PointerMemberAccessExpression or SyntaxKind.IdentifierName ? target : null;
    }

    private static bool IsTable(IOperation pointer, Judge judge)
    {
        bool IsRoot(IOperation operation) => operation switch
        {
            IInvocationOperation call => judge.Of(call.TargetMethod)?.Operation?.Id == "read-cr3",
            IPropertyReferenceOperation { Property.Name: "Root" } property => property.Property.ContainingType.ToDisplayString() == PageTable,
            _ => false,
        };

        var keepers = new Lazy<HashSet<ISymbol>>(() => Keepers.Of(FlowGraphs.Body(pointer), IsRoot));
        return pointer.Descendants().Any(part => IsRoot(part) || (Keepers.Symbol(part) is { } symbol && keepers.Value.Contains(symbol)));
    }

    private static bool IsLess(IOperation value) => Plain(value) switch
    {
        { ConstantValue: { HasValue: true, Value: { } constant } } => (Bits(constant) & Present) == 0,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.And } and => IsNarrowing(and.RightOperand) || IsNarrowing(and.LeftOperand),
        _ => false,
    };

    /// <summary>Whether a mask clears a bit that a translation depends on.</summary>
    private static bool IsNarrowing(IOperation mask) => Plain(mask) switch
    {
        { ConstantValue: { HasValue: true, Value: { } constant } } => (~Bits(constant) & ~Harmless) != 0,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.BitwiseNegation } => true,
        _ => false,
    };

    private static IOperation Plain(IOperation value)
    {
        while (value is IConversionOperation { ConstantValue.HasValue: false, Operand: { } operand })
            value = operand;
        return value;
    }

    private static ulong Bits(object constant) => constant switch
    {
        ulong value => value,
        long or int or short or sbyte => unchecked((ulong)Convert.ToInt64(constant, null)),
        uint or ushort or byte => Convert.ToUInt64(constant, null),
        _ => Present,
    };
}
