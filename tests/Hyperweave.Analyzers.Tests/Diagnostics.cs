using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Hyperweave.Analyzers.Tests;

/// <summary>What our analyzers find in a solution, as Fix All asks for it.</summary>
internal sealed class Diagnostics : FixAllContext.DiagnosticProvider
{
    private Diagnostics(List<(DocumentId, Diagnostic)> all) => All = all;

    public List<(DocumentId Document, Diagnostic Diagnostic)> All { get; }

    public static async Task<Diagnostics> In(Solution solution, ImmutableArray<string> ids)
    {
        var all = new List<(DocumentId, Diagnostic)>();
        foreach (var project in solution.Projects)
        {
            var found = await Compiler.Analyze((await project.GetCompilationAsync())!, project.AnalyzerOptions);
            all.AddRange(found.Where(diagnostic => ids.Contains(diagnostic.Id) && diagnostic.Location.IsInSource)
                .OrderBy(diagnostic => diagnostic.Location.SourceTree!.FilePath, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Select(diagnostic => (solution.GetDocument(diagnostic.Location.SourceTree)!.Id, diagnostic)));
        }

        return new Diagnostics(all);
    }

    public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
        Task.FromResult(All.Where(entry => entry.Document.ProjectId == project.Id).Select(entry => entry.Diagnostic));

    public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
        Task.FromResult(All.Where(entry => entry.Document == document.Id).Select(entry => entry.Diagnostic));

    public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<Diagnostic>>([]);
}
