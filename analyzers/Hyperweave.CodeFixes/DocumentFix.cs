using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Hyperweave.CodeFixes;

/// <summary>
/// A fix that edits the document of its diagnostics and nothing else. All diagnostics of a document go through one editor, so that
/// places inside one another are fixed in one go; Fix All takes document after document.
/// </summary>
public abstract class DocumentFix : CodeFixProvider
{
    public sealed override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create((context, document, diagnostics) => Apply(document, diagnostics, context.CancellationToken)!);

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var source = await Source.Of(context.Document, context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (source is null || Plan(source, diagnostic) is not { } edit)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(edit.Title, cancellation => Apply(context.Document, [diagnostic], cancellation), GetType().Name),
                diagnostic);
        }
    }

    /// <summary>What to do about one diagnostic, or null when nothing can be done that surely compiles and means the same.</summary>
    internal abstract Edit? Plan(Source source, Diagnostic diagnostic);

    private async Task<Document> Apply(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await Source.Of(document, cancellation).ConfigureAwait(false) is not { } source)
            return document;
        var editor = new SyntaxEditor(source.Root, document.Project.Solution.Services);
        foreach (var diagnostic in diagnostics)
            Plan(source, diagnostic)?.Apply(editor);
        return await ImportAdder.AddImportsAsync(
            document.WithSyntaxRoot(editor.GetChangedRoot()), Simplifier.AddImportsAnnotation, options: null, cancellation).ConfigureAwait(false);
    }
}
