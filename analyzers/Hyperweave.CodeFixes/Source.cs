using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace Hyperweave.CodeFixes;

/// <summary>A document as a fix reads it.</summary>
internal sealed record Source(Document Document, SyntaxNode Root, SemanticModel Model, SyntaxGenerator Generator, CancellationToken Cancellation)
{
    public static async Task<Source?> Of(Document document, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        return root is null || model is null ? null : new Source(document, root, model, SyntaxGenerator.GetGenerator(document), cancellation);
    }

    /// <summary>The node that a diagnostic marks.</summary>
    public SyntaxNode NodeOf(Diagnostic diagnostic) => Root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
}

/// <summary>One change to a document.</summary>
/// <param name="Title">What the editor offers.</param>
/// <param name="Apply">Makes the change; nodes inside the changed ones may have been changed before.</param>
internal sealed record Edit(string Title, Action<SyntaxEditor> Apply);
