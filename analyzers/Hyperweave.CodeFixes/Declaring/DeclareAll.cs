using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Hyperweave.CodeFixes.Declaring;

/// <summary>Adds the rows of all unknown externs of a document, project or solution at once: one change for each project's file.</summary>
internal sealed class DeclareAll : FixAllProvider
{
    public override Task<CodeAction?> GetFixAsync(FixAllContext context) => Task.FromResult<CodeAction?>(
        CodeAction.Create("Declare all unknown externs", _ => Declare(context), context.CodeActionEquivalenceKey));

    private static async Task<Solution> Declare(FixAllContext context)
    {
        var solution = context.Solution;
        foreach (var project in context.Scope == FixAllScope.Solution ? solution.ProjectIds : [context.Project.Id])
        {
            var rows = (await Diagnostics(context, solution.GetProject(project)!).ConfigureAwait(false))
                .Select(diagnostic => DeclareOperationFix.RowFor(diagnostic, context.CodeActionEquivalenceKey!)).OfType<string>().ToList();
            if (rows.Count != 0)
                solution = await OperationsFile.Add(solution.GetProject(project)!, rows, context.CancellationToken).ConfigureAwait(false);
        }

        return solution;
    }

    private static async Task<IEnumerable<Diagnostic>> Diagnostics(FixAllContext context, Project project)
    {
        var found = context is { Scope: FixAllScope.Document, Document: { } document }
            ? await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
            : await context.GetAllDiagnosticsAsync(context.Solution.GetProject(project.Id)!).ConfigureAwait(false);
        return found.OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, System.StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start);
    }
}
