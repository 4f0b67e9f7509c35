using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Hyperweave.Analyzers.Tests;

/// <summary>
/// docs/diagnostics/README.md holds a table made from the pages and the rules' own descriptors. HYPERWEAVE_UPDATE_DOCS=1 writes it
/// anew.
/// </summary>
public class RuleIndexTests
{
    private const string Begin = "<!-- rules: made by RuleIndexTests -->\n";
    private const string End = "<!-- end of rules -->";

    private static readonly ILookup<string, DiagnosticDescriptor> descriptors =
        Compiler.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).DistinctBy(descriptor => descriptor.Id).ToLookup(descriptor => descriptor.Id);

    [Fact]
    public void The_index_lists_every_page_and_says_what_the_rules_say()
    {
        var path = Path.Combine(Folder(), "README.md");
        var text = File.ReadAllText(path);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var table = "| rule | what it reports | category | severity |\n|---|---|---|---|\n" + string.Concat(Pages().Select(Row));
        if (Environment.GetEnvironmentVariable("HYPERWEAVE_UPDATE_DOCS") == "1")
            File.WriteAllText(path, text[..begin] + table + text[end..]);
        else
            Assert.Equal(table, text[begin..end]);
    }

    private static IEnumerable<string> Pages() => Directory.GetFiles(Folder(), "HV*.md").Order(StringComparer.Ordinal);

    // The rewriter's rules: errors all but this one.
    private const string RewritersNote = "HV0103";

    /// <summary>A rule without an analyzer is the build's: the rewriter reports it.</summary>
    private static string Row(string page)
    {
        var (id, title) = File.ReadLines(page).First()[2..].Split(": ", 2) is [var first, var second] ? (first, second) : throw new FormatException(page);
        var (category, severity) = descriptors[id].SingleOrDefault() is { } descriptor
            ? (descriptor.Category, descriptor.DefaultSeverity.ToString().ToLowerInvariant())
            : ("the build", id == RewritersNote ? "info" : "error");
        return $"| [{id}]({id}.md) | {title} | {category} | {severity} |\n";
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/diagnostics"));
}
