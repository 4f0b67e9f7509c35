using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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

    /// <summary>As the file ends its first line.</summary>
    public string NewLine => Root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } end ? end.ToString() : "\n";

    /// <summary>The node that a diagnostic marks.</summary>
    public SyntaxNode NodeOf(Diagnostic diagnostic) => Root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
}
