using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.CodeFixes.GuestCalls;

/// <summary>
/// The guest API's method in the place of a delegate to another family's: by its name where the signatures agree, else by a
/// lambda that adapts integers.
/// </summary>
internal static class DelegateReplacement
{
    public static Edit? For(Source source, ExpressionSyntax group, GuestMethod guest)
    {
        if (source.Model.GetOperation(group, source.Cancellation) is not IMethodReferenceOperation { Method: var foreign })
            return null;
        var replacement = guest.Part is null && SameSignature(foreign, guest.Symbol)
            ? guest.Access()
            : Lambda(source, group, foreign, guest);
        return replacement is null ? null : new Edit($"Use {guest.Name}", editor => editor.ReplaceNode(group, replacement.WithTriviaFrom(group)));
    }

    private static bool SameSignature(IMethodSymbol foreign, IMethodSymbol guest) =>
        SymbolEqualityComparer.Default.Equals(foreign.ReturnType, guest.ReturnType)
        && foreign.Parameters.Length == guest.Parameters.Length
        && foreign.Parameters.Zip(guest.Parameters, (given, wanted) => given.RefKind == wanted.RefKind && SymbolEqualityComparer.Default.Equals(given.Type, wanted.Type)).All(same => same);

    /// <summary>None for a function pointer, which needs a method.</summary>
    private static ParenthesizedLambdaExpressionSyntax? Lambda(Source source, ExpressionSyntax group, IMethodSymbol foreign, GuestMethod guest)
    {
        if (group.Parent.IsKind(SyntaxKind.AddressOfExpression) || foreign.Parameters.Length != guest.Symbol.Parameters.Length
            || foreign.Parameters.Concat(guest.Symbol.Parameters).Any(parameter => parameter.RefKind != RefKind.None))
            return null;
        var adaptations = foreign.Parameters.Zip(guest.Symbol.Parameters, (given, wanted) => Adaptation.Of(given.Type, wanted.Type, source)).ToList();
        var result = foreign.ReturnsVoid ? Adaptation.None : Adaptation.Of(guest.ResultType, foreign.ReturnType, source);
        if (result is null || adaptations.Contains(null) || (foreign.ReturnsVoid && guest.Part is not null))
            return null;
        var arguments = foreign.Parameters.Zip(adaptations, (given, adaptation) =>
            SyntaxFactory.Argument(adaptation!.Apply((ExpressionSyntax)source.Generator.IdentifierName(given.Name))));
        var call = SyntaxFactory.InvocationExpression(guest.Access(), SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments)));
        return (ParenthesizedLambdaExpressionSyntax)source.Generator.ValueReturningLambdaExpression(
            foreign.Parameters.Select(given => source.Generator.LambdaParameter(given.Name, source.Generator.TypeExpression(given.Type))),
            result.Apply(guest.Result(call)));
    }
}
