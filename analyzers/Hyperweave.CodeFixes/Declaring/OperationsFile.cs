using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Hyperweave.CodeFixes.Declaring;

/// <summary>The *.Operations.txt of a project, an additional file of it.</summary>
internal static class OperationsFile
{
    private const string NewFile = "Guest" + UserRows.FileSuffix;

    /// <summary>The project's solution with these rows at the end of its first file, or in a new one.</summary>
    public static async Task<Solution> Add(Project project, IEnumerable<string> rows, CancellationToken cancellation)
    {
        var file = project.AdditionalDocuments.FirstOrDefault(document => UserRows.IsOperationsFile(document.FilePath ?? document.Name));
        if (file is null)
        {
            var text = SourceText.From(string.Join("\n", rows.Distinct()) + "\n", System.Text.Encoding.UTF8);
            return project.AddAdditionalDocument(NewFile, text, filePath: PathBeside(project)).Project.Solution;
        }

        var old = await file.GetTextAsync(cancellation).ConfigureAwait(false);
        return project.Solution.WithAdditionalDocumentText(file.Id, Append(old, rows.Distinct()));
    }

    private static SourceText Append(SourceText text, IEnumerable<string> rows)
    {
        var end = text.Lines.Count > 1 && text.ToString(TextSpan.FromBounds(text.Lines[0].End, text.Lines[0].EndIncludingLineBreak)) is { Length: > 0 } used ? used : "\n";
        var separator = text.Length == 0 || text.Lines[text.Lines.Count - 1].Span.IsEmpty ? "" : end;
        return text.WithChanges(new TextChange(new TextSpan(text.Length, 0), separator + string.Concat(rows.Select(row => row + end))));
    }

    /// <summary>Where the editor writes it: beside the project file.</summary>
    private static string? PathBeside(Project project)
    {
        var at = project.FilePath?.LastIndexOfAny(['/', '\\']);
        return at is >= 0 ? project.FilePath!.Substring(0, at.Value + 1) + NewFile : null;
    }
}
