using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Hyperweave.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Hyperweave.CodeFixes;

/// <summary>The call of the guest API that stands for a foreign one.</summary>
internal sealed class GuestCall
{
    private GuestCall(string name, ExpressionSyntax syntax)
    {
        Name = name;
        Syntax = syntax;
    }

    /// <summary>Class and method, for the fix's title.</summary>
    public string Name { get; }

    public ExpressionSyntax Syntax { get; }

    /// <summary>
    /// The call, or null where none can be written: the project does not reference Hyperweave.Guest, or the arguments are not
    /// integers one for one.
    /// </summary>
    public static GuestCall? For(
        InvocationExpressionSyntax call,
        ImmutableDictionary<string, string?> properties,
        SemanticModel model,
        SyntaxGenerator generator,
        CancellationToken cancellation)
    {
        if (!properties.TryGetValue(OperationAnalyzer.GuestMethodProperty, out var id) || id is null
            || DocumentationCommentId.GetFirstSymbolForDeclarationId(id, model.Compilation) is not IMethodSymbol guest
            || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol foreign
            || Arguments(call.ArgumentList.Arguments, guest, model, cancellation) is not { } arguments)
            return null;
        var type = (ExpressionSyntax)generator.TypeExpression(guest.ContainingType, addImport: true);
        ExpressionSyntax replacement = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, type, SyntaxFactory.IdentifierName(guest.Name)), arguments);
        properties.TryGetValue(OperationAnalyzer.PartProperty, out var part);
        if (!string.IsNullOrEmpty(part))
            replacement = SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, replacement, SyntaxFactory.IdentifierName(part!));
        else if (!FitsResult(call, foreign, guest, model))
            return null;
        return new GuestCall($"{guest.ContainingType.Name}.{guest.Name}", replacement);
    }

    private static bool FitsResult(InvocationExpressionSyntax call, IMethodSymbol foreign, IMethodSymbol guest, SemanticModel model) =>
        call.Parent is ExpressionStatementSyntax
        || model.Compilation.ClassifyConversion(guest.ReturnType, foreign.ReturnType).IsImplicit;

    private static ArgumentListSyntax? Arguments(SeparatedSyntaxList<ArgumentSyntax> given, IMethodSymbol guest, SemanticModel model, CancellationToken cancellation)
    {
        if (given.Count != guest.Parameters.Length)
            return null;
        var arguments = new List<ArgumentSyntax>();
        foreach (var (argument, parameter) in given.Zip(guest.Parameters, (argument, parameter) => (argument, parameter)))
        {
            if (Argument(argument, parameter, model, cancellation) is not { } adapted)
                return null;
            arguments.Add(adapted);
        }

        return SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments));
    }

    /// <summary>The argument as it is where it converts by itself, else with a cast, as the processor's narrower register would do.</summary>
    private static ArgumentSyntax? Argument(ArgumentSyntax given, IParameterSymbol wanted, SemanticModel model, CancellationToken cancellation)
    {
        if (!given.RefKindKeyword.IsKind(SyntaxKind.None) || given.NameColon is not null || wanted.RefKind != RefKind.None)
            return null;
        if (model.ClassifyConversion(given.Expression, wanted.Type).IsImplicit)
            return given;
        if (!model.ClassifyConversion(given.Expression, wanted.Type, isExplicitInSource: true).IsNumeric)
            return null;
        var type = SyntaxFactory.ParseTypeName(wanted.Type.ToDisplayString());
        return given.WithExpression(SyntaxFactory.CastExpression(type, SyntaxFactory.ParenthesizedExpression(given.Expression)
            .WithAdditionalAnnotations(Simplifier.Annotation)));
    }
}
