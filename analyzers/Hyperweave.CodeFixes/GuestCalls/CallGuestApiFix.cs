using System.Collections.Immutable;
using System.Composition;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hyperweave.CodeFixes.GuestCalls;

/// <summary>Replaces another family's call of an operation, or a delegate to it, by the method of Hyperweave.Guest that does the same.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class CallGuestApiFix : EditingFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [DiagnosticIds.Privileged, DiagnosticIds.SensitiveUnprivileged, DiagnosticIds.InnocuousButSlow];

    internal override Edit? Plan(Source source, Diagnostic diagnostic)
    {
        if (GuestMethod.For(source, diagnostic.Properties) is not { } guest)
            return null;
        return source.NodeOf(diagnostic) switch
        {
            InvocationExpressionSyntax call => CallReplacement.For(source, call, guest),
            ExpressionSyntax group when !group.Parent.IsKind(SyntaxKind.InvocationExpression) => DelegateReplacement.For(source, group, guest),
            _ => null,
        };
    }
}
