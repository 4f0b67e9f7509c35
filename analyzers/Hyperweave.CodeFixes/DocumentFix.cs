using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Hyperweave.CodeFixes;

/// <summary>A fix that changes the document of its diagnostics and nothing else; Fix All takes document after document.</summary>
public abstract class DocumentFix : CodeFixProvider
{
    public sealed override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create((context, document, diagnostics) => Apply(document, diagnostics, context.CancellationToken)!);

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var source = await Source.Of(context.Document, context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (source is null || Title(source, diagnostic) is not { } title)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(title, cancellation => Apply(context.Document, [diagnostic], cancellation), GetType().Name),
                diagnostic);
        }
    }

    /// <summary>What the editor offers for one diagnostic, or null when nothing can be done that surely compiles and means the same.</summary>
    internal abstract string? Title(Source source, Diagnostic diagnostic);

    /// <summary>The document with every one of these diagnostics fixed for which there is a title.</summary>
    internal abstract Task<Document> Apply(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation);
}
