using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.MachineCode;

/// <summary>The values that a file gives to its symbols.</summary>
internal static class SourceValues
{
    /// <summary>What a method of this file returns.</summary>
    public static IEnumerable<IOperation?> Results(IMethodSymbol method, SemanticModel model, CancellationToken cancellation) =>
        Declarations(method, cancellation).Where(node => node.SyntaxTree == model.SyntaxTree).SelectMany(Returned).Select(result => model.GetOperation(result, cancellation));

    /// <summary>The blob that a member of another file is; its model is not at hand, so that only literals count.</summary>
    public static CodeBlob? DeclaredElsewhere(ISymbol symbol, SemanticModel model, CancellationToken cancellation) =>
        Declarations(symbol, cancellation).Where(node => node.SyntaxTree != model.SyntaxTree)
            .SelectMany(Initial).Select(value => CodeBlob.From(symbol.Name, value, null, cancellation)).FirstOrDefault();

    /// <summary>Everything that this file sets a symbol to, or passes for a parameter.</summary>
    public static IEnumerable<IOperation?> GivenTo(ISymbol symbol, Mentions mentions, SemanticModel model, CancellationToken cancellation)
    {
        var initial = Declarations(symbol, cancellation).Where(node => node.SyntaxTree == model.SyntaxTree).SelectMany(Initial);
        var assigned = mentions.Of(symbol, model, cancellation).Select(AssignedTo).OfType<ExpressionSyntax>();
        return initial.Concat(assigned).Select(value => model.GetOperation(value, cancellation))
            .Concat(symbol is IParameterSymbol parameter ? Arguments(parameter, mentions, model, cancellation) : []);
    }

    /// <summary>What is stored at the address that a symbol holds: elements, and whatever a call is given beside it.</summary>
    public static IEnumerable<IOperation?> CopiedTo(ISymbol symbol, Mentions mentions, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var mention in mentions.Of(symbol, model, cancellation))
        {
            if (StoredThrough(mention) is { } value)
                yield return model.GetOperation(value, cancellation);
            foreach (var call in mention.Ancestors().TakeWhile(node => node is not StatementSyntax).OfType<InvocationExpressionSyntax>())
            {
                if (!call.Expression.Span.Contains(mention.Span) && model.GetOperation(call, cancellation) is IInvocationOperation operation)
                {
                    foreach (var other in Beside(mention, operation))
                        yield return other;
                }
            }
        }
    }

    /// <summary>Whether code outside this file can set it.</summary>
    public static bool IsOpen(ISymbol symbol) => symbol is IParameterSymbol
    {
        ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.LocalFunction, DeclaredAccessibility: not Accessibility.Private },
    };

    /// <summary>Addresses, arrays, spans and references; not sizes and flags.</summary>
    public static bool MayHoldCode(ITypeSymbol? type) => type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol or IArrayTypeSymbol => true,
        { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr or SpecialType.System_Byte or SpecialType.System_Object } => true,
        { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "GCHandle" or "MemoryHandle" } => true,
        _ => false,
    };

    private static IEnumerable<SyntaxNode> Declarations(ISymbol symbol, CancellationToken cancellation) =>
        symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation));

    private static IEnumerable<ExpressionSyntax> Initial(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax { Initializer.Value: { } value } => [value],
        PropertyDeclarationSyntax { Initializer.Value: { } value } => [value],
        PropertyDeclarationSyntax property => Returned(property),
        _ => [],
    };

    private static IEnumerable<ExpressionSyntax> Returned(SyntaxNode member) => member
        .DescendantNodes(node => node == member || node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax
            or AccessorDeclarationSyntax { RawKind: not (int)SyntaxKind.GetAccessorDeclaration }))
        .Select(node => node switch
        {
            ReturnStatementSyntax { Expression: { } result } => result,
            ArrowExpressionClauseSyntax arrow => arrow.Expression,
            _ => null,
        })
        .OfType<ExpressionSyntax>();

    private static ExpressionSyntax? AssignedTo(IdentifierNameSyntax mention) =>
        Whole(mention) is var target && target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target
        && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) ? assignment.Right : null;

    /// <summary><c>p[i] = value</c>, <c>*p = value</c>, <c>*p++ = value</c>, <c>*(p + i) = value</c>.</summary>
    private static ExpressionSyntax? StoredThrough(IdentifierNameSyntax mention) => mention.Ancestors()
        .TakeWhile(node => node is ExpressionSyntax)
        .OfType<AssignmentExpressionSyntax>()
        .FirstOrDefault(assignment => assignment.Left.Span.Contains(mention.Span)
            && assignment.Left is ElementAccessExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression })?.Right;

    /// <summary><c>field</c> in <c>this.field</c> or <c>Type.field</c>: the whole expression.</summary>
    private static ExpressionSyntax Whole(IdentifierNameSyntax mention) =>
        mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : mention;

    private static IEnumerable<IOperation?> Beside(SyntaxNode mention, IInvocationOperation call) => call.Arguments
        .Select(argument => argument.Value).Append(call.Instance)
        .Where(value => value is not null && MayHoldCode(value.Type) && !value.Syntax.Span.Contains(mention.Span));

    private static IEnumerable<IOperation?> Arguments(IParameterSymbol parameter, Mentions mentions, SemanticModel model, CancellationToken cancellation) =>
        from mention in mentions.Of(parameter.ContainingSymbol, model, cancellation)
        where Whole(mention).Parent is InvocationExpressionSyntax
        let call = model.GetOperation(Whole(mention).Parent!, cancellation) as IInvocationOperation
        where call is not null
        from argument in call.Arguments
        where argument.Parameter?.Ordinal == parameter.Ordinal
        select argument.Value;
}
