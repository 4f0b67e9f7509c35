using System;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Hardware;

/// <summary>
/// The integer that an expression always has: a constant, or a local or read-only field that is set once, to a constant. Hardware's
/// numbers are written so: <c>const ushort Com1 = 0x3F8</c>, <c>var vga = 0xB8000UL</c>, <c>new IntPtr(0xFEE00000)</c>.
/// </summary>
internal static class KnownValue
{
    /// <summary>The value, sign-extended to 64 bits, or null where it is not known.</summary>
    public static ulong? Of(IOperation operation, CancellationToken cancellation) =>
        Literal(operation) ?? Declaration(operation, cancellation) ?? operation switch
        {
            IConversionOperation conversion => Of(conversion.Operand, cancellation),
            IParenthesizedOperation parenthesized => Of(parenthesized.Operand, cancellation),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Of(sum.LeftOperand, cancellation) + Of(sum.RightOperand, cancellation),
            _ => null,
        };

    private static ulong? Literal(IOperation? operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: { } constant } } => Integer(constant),
        IObjectCreationOperation { Type.SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr, Arguments.Length: 1 } pointer =>
            Literal(pointer.Arguments[0].Value),
        _ => null,
    };

    private static ulong? Declaration(IOperation operation, CancellationToken cancellation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => OfDeclaration(local, operation, cancellation),
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } => OfDeclaration(field, operation, cancellation),
        _ => null,
    };

    private static ulong? Integer(object constant) => constant switch
    {
        ulong value => value,
        char value => value,
        sbyte or short or int or long => (ulong)Convert.ToInt64(constant),
        byte or ushort or uint => Convert.ToUInt64(constant),
        _ => null,
    };

    private static ulong? OfDeclaration(ISymbol symbol, IOperation use, CancellationToken cancellation)
    {
        // Another file has another semantic model, which an analyzer cannot ask for.
        if (symbol.DeclaringSyntaxReferences.Length != 1 || symbol.DeclaringSyntaxReferences[0] is not { } reference || reference.SyntaxTree != use.Syntax.SyntaxTree
            || reference.GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer.Value: { } initializer } declarator
            || (symbol is ILocalSymbol && IsSetAgain(declarator)))
            return null;
        return Literal(use.SemanticModel?.GetOperation(initializer, cancellation));
    }

    /// <summary>Whether anything in the local's scope writes to its name, or takes its address. Another local of that name counts too.</summary>
    private static bool IsSetAgain(VariableDeclaratorSyntax declarator)
    {
        var scope = declarator.FirstAncestorOrSelf<BlockSyntax>() as SyntaxNode ?? declarator.SyntaxTree.GetRoot();
        return scope.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == declarator.Identifier.ValueText && IsWritten(name));
    }

    private static bool IsWritten(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
        PostfixUnaryExpressionSyntax => true,
        PrefixUnaryExpressionSyntax prefix => prefix.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.AddressOfExpression,
        RefExpressionSyntax => true,
        _ => false,
    };
}
