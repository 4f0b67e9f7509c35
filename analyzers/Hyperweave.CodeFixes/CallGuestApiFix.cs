using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Hyperweave.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Hyperweave.CodeFixes;

/// <summary>Replaces another family's call of an operation by the call of Hyperweave.Guest that does the same.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class CallGuestApiFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["HV0001", "HV0002", "HV0006"];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return;
        var generator = SyntaxGenerator.GetGenerator(context.Document);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax call
                || GuestCall.For(call, diagnostic.Properties, model, generator, context.CancellationToken) is not { } replacement)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Call {replacement.Name}",
                    cancellation => Replace(context.Document, call, replacement.Syntax, cancellation),
                    equivalenceKey: nameof(CallGuestApiFix)),
                diagnostic);
        }
    }

    private static async Task<Document> Replace(Document document, InvocationExpressionSyntax call, ExpressionSyntax replacement, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return root is null ? document : document.WithSyntaxRoot(root.ReplaceNode(call, replacement.WithTriviaFrom(call)));
    }
}
