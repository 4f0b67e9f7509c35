using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Hyperweave.Analyzers.Flow;

/// <summary>Where in the source a way out of a method stands. The graph keeps no place for a bare return or the closing brace.</summary>
internal static class ExitPlace
{
    public static Location Of(MethodExit exit, IOperation inside)
    {
        if (exit.Last is null)
            return inside.Syntax.GetLocation();
        if (exit.IsException || exit.Last.Syntax.FirstAncestorOrSelf<StatementSyntax>() is ReturnStatementSyntax)
            return exit.Last.Syntax.GetLocation();
        var body = FlowGraphs.Body(inside).Syntax;
        var next = body.DescendantNodes(node => node == body || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>().FirstOrDefault(statement => statement.Expression is null && statement.SpanStart >= exit.Last.Syntax.Span.End);
        return next?.GetLocation() ?? Location.Create(body.SyntaxTree, TextSpan.FromBounds(body.Span.End - 1, body.Span.End));
    }

    /// <summary>The way out as the rest of a sentence: "when 'Parse' throws (line 12)".</summary>
    public static string Describe(MethodExit exit, Location place)
    {
        var line = place.GetLineSpan().StartLinePosition.Line + 1;
        if (!exit.IsException)
            return $"when the method ends at line {line}";
        var thrower = SourceBody.CalledBy(exit.Last!).FirstOrDefault();
        return thrower is null || exit.Last!.Parent is null && exit.Last is IObjectCreationOperation
            ? $"when line {line} throws"
            : $"when '{thrower.Name}' throws at line {line}";
    }
}
