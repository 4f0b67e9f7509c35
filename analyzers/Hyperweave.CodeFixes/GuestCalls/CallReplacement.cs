using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.CodeFixes.GuestCalls;

/// <summary>The guest API's call in the place of another family's, argument by argument.</summary>
internal static class CallReplacement
{
    /// <summary>The edit, or null when arguments are not integers one for one, or the result is not used as the guest API's could be.</summary>
    public static Edit? For(Source source, InvocationExpressionSyntax call, GuestMethod guest)
    {
        if (source.Model.GetOperation(call, source.Cancellation) is not IInvocationOperation { TargetMethod: var foreign } operation
            || Arguments(operation, guest.Symbol, source) is not { } arguments
            || Result(call, foreign, guest, source) is not { } result)
            return null;
        return new Edit($"Call {guest.Name}", editor => editor.ReplaceNode(call, (current, _) =>
            result.Apply(guest.Result(Call((InvocationExpressionSyntax)current, guest, arguments))).WithTriviaFrom(current)));
    }

    private static InvocationExpressionSyntax Call(InvocationExpressionSyntax current, GuestMethod guest, IReadOnlyList<Argument> arguments)
    {
        var given = current.ArgumentList.Arguments;
        var adapted = current.ArgumentList.ReplaceNodes(given, (original, inner) => arguments[given.IndexOf(original)].Apply(inner));
        return current.WithoutTrivia().WithExpression(guest.Access().WithTrailingTrivia(current.Expression.GetTrailingTrivia())).WithArgumentList(adapted.WithoutTrailingTrivia());
    }

    /// <summary>In the order of the source, which is the order of evaluation.</summary>
    private static List<Argument>? Arguments(IInvocationOperation call, IMethodSymbol guest, Source source)
    {
        if (call.Arguments.Length != guest.Parameters.Length || call.Arguments.Any(argument => argument.ArgumentKind != ArgumentKind.Explicit))
            return null;
        var arguments = new List<Argument>();
        foreach (var (given, syntax) in call.Arguments.Select(argument => (argument, (ArgumentSyntax)argument.Syntax)).OrderBy(pair => pair.Item2.SpanStart))
        {
            var wanted = guest.Parameters[given.Parameter!.Ordinal];
            if (!syntax.RefKindKeyword.IsKind(SyntaxKind.None) || wanted.RefKind != RefKind.None
                || Adaptation.Of(syntax.Expression, wanted.Type, source) is not { } adaptation)
                return null;
            arguments.Add(new Argument(wanted.Name, adaptation));
        }

        return arguments;
    }

    /// <summary>A narrower or wider result gets the type that the surrounding code is written for.</summary>
    private static Adaptation? Result(InvocationExpressionSyntax call, IMethodSymbol foreign, GuestMethod guest, Source source)
    {
        if (foreign.ReturnsVoid || call.Parent is ExpressionStatementSyntax)
            return guest.Part is null ? Adaptation.None : null;
        return guest.Symbol.ReturnsVoid ? null : Adaptation.Of(guest.ResultType, foreign.ReturnType, source);
    }

    private sealed record Argument(string Name, Adaptation Adaptation)
    {
        public ArgumentSyntax Apply(ArgumentSyntax given)
        {
            var adapted = given.WithExpression(Adaptation.Apply(given.Expression));
            return given.NameColon is { } name ? adapted.WithNameColon(name.WithName(SyntaxFactory.IdentifierName(Name).WithTriviaFrom(name.Name))) : adapted;
        }
    }
}
