using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Hyperweave.Analyzers;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Hyperweave.CodeFixes.MaskedScope;

/// <summary>Replaces saving, disabling and restoring the interrupt flag by a scope that restores it on every way out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UseMaskedScopeFix : DocumentFix
{
    private const string Scope = "Hyperweave.Guest.MaskedInterrupts";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [DiagnosticIds.Privileged, DiagnosticIds.SensitiveUnprivileged, DiagnosticIds.InterruptsStayDisabled];

    internal override string? Title(Source source, Diagnostic diagnostic) =>
        Find(source, source.NodeOf(diagnostic)) is null ? null : "Mask interrupts by a using scope";

    /// <summary>One after the other, each on the code that the one before has left, as scopes may lie in scopes.</summary>
    internal override async Task<Document> Apply(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await Source.Of(document, cancellation).ConfigureAwait(false) is not { } source)
            return document;
        var calls = diagnostics.Select(source.NodeOf).Distinct().ToList();
        document = document.WithSyntaxRoot(source.Root.TrackNodes(calls));
        foreach (var call in calls)
        {
            source = (await Source.Of(document, cancellation).ConfigureAwait(false))!;
            // The pair of another diagnostic may have been the same one.
            if (source.Root.GetCurrentNode(call) is { } current && Find(source, current) is { } pair)
                document = document.WithSyntaxRoot(MaskedScopeWriter.Write(source.Root, pair));
        }

        return await ImportAdder.AddImportsAsync(document, Simplifier.AddImportsAnnotation, options: null, cancellation).ConfigureAwait(false);
    }

    private static SaveRestorePair? Find(Source source, SyntaxNode call) =>
        source.Model.Compilation.GetTypeByMetadataName(Scope) is null
            ? null
            : new SaveRestoreFinder(source.Model, Judge.For(source.Document.Project.AnalyzerOptions, source.Cancellation), source.Cancellation).Find(call);
}
