using System;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Hyperweave.CodeFixes;

/// <summary>A fix of many small places: all of a document go through one editor, so that one may lie inside another.</summary>
public abstract class EditingFix : DocumentFix
{
    /// <summary>What to do about one diagnostic, or null.</summary>
    internal abstract Edit? Plan(Source source, Diagnostic diagnostic);

    internal sealed override string? Title(Source source, Diagnostic diagnostic) => Plan(source, diagnostic)?.Title;

    internal sealed override async Task<Document> Apply(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
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

/// <summary>One change to a document.</summary>
/// <param name="Title">What the editor offers.</param>
/// <param name="Apply">Makes the change; nodes inside the changed ones may have been changed before.</param>
internal sealed record Edit(string Title, Action<SyntaxEditor> Apply);
