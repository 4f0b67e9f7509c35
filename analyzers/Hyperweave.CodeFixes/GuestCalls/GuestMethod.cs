using System.Collections.Immutable;
using Hyperweave.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Hyperweave.CodeFixes.GuestCalls;

/// <summary>The guest API's method for an operation, as code to insert.</summary>
/// <param name="Symbol">The method.</param>
/// <param name="Part">The member of its result that is wanted; null for the result itself.</param>
/// <param name="Type">The name of its class; brings a using directive where the file has none and none is ambiguous.</param>
internal sealed record GuestMethod(IMethodSymbol Symbol, IPropertySymbol? Part, ExpressionSyntax Type)
{
    /// <summary>Class and method, for the fix's title.</summary>
    public string Name => $"{Symbol.ContainingType.Name}.{Symbol.Name}";

    public ITypeSymbol ResultType => Part?.Type ?? Symbol.ReturnType;

    /// <summary>The method that a diagnostic names, or null where the project does not reference Hyperweave.Guest.</summary>
    public static GuestMethod? For(Source source, ImmutableDictionary<string, string?> properties)
    {
        if (!properties.TryGetValue(OperationAnalyzer.GuestMethodProperty, out var id) || id is null
            || DocumentationCommentId.GetFirstSymbolForDeclarationId(id, source.Model.Compilation) is not IMethodSymbol method)
            return null;
        properties.TryGetValue(OperationAnalyzer.PartProperty, out var part);
        var type = SyntaxFactory.ParseExpression(method.ContainingType.ToDisplayString())
            .WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
        if (string.IsNullOrEmpty(part))
            return new GuestMethod(method, null, type);
        foreach (var member in method.ReturnType.GetMembers(part!))
        {
            if (member is IPropertySymbol property)
                return new GuestMethod(method, property, type);
        }

        return null;
    }

    /// <summary>Class.Method, for calls and delegates.</summary>
    public ExpressionSyntax Access() =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Type, SyntaxFactory.IdentifierName(Symbol.Name))
            .WithAdditionalAnnotations(Simplifier.Annotation);

    /// <summary>The wanted part of a call's result.</summary>
    public ExpressionSyntax Result(ExpressionSyntax call) => Part is null
        ? call
        : SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, call, SyntaxFactory.IdentifierName(Part.Name));
}
