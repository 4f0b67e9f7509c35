using Microsoft.CodeAnalysis;
using Xunit;

namespace Hyperweave.Analyzers.Tests;

/// <summary>What every rule must have.</summary>
public class RuleTests
{
    public static TheoryData<string> Rules => new(Descriptors.Select(descriptor => descriptor.Id));

    private static IEnumerable<DiagnosticDescriptor> Descriptors =>
        Compiler.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).DistinctBy(descriptor => descriptor.Id);

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_has_a_page_with_all_its_parts(string id)
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "diagnostics", id + ".md"));
        var descriptor = Descriptors.Single(candidate => candidate.Id == id);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page);
        foreach (var part in new[] { "## What it means", "## Class", "## If ignored", "## Before and after", "## How to suppress" })
            Assert.Contains(part, page);
        Assert.EndsWith($"docs/diagnostics/{id}.md", descriptor.HelpLinkUri);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_is_in_the_list_of_releases(string id)
    {
        var descriptor = Descriptors.Single(candidate => candidate.Id == id);
        var row = Assert.Single(Releases, row => row[0] == id);
        Assert.Equal((descriptor.Category, descriptor.DefaultSeverity.ToString()), (row[1], row[2]));
        Assert.Equal($"[{descriptor.Title}](../../docs/diagnostics/{id}.md)", row[3]);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_has_cases_for_and_against_it(string id)
    {
        Assert.Contains(CasesOf(id), analyzerCase => !IsNegative(analyzerCase, id));
        Assert.Contains(CasesOf(id), analyzerCase => IsNegative(analyzerCase, id));
        foreach (var analyzerCase in CasesOf(id).Where(analyzerCase => id != FileRule))
            Assert.NotEqual(IsNegative(analyzerCase, id), analyzerCase.Source.Spans.Any(span => span.Id == id));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Generated_code_is_examined_too(string id)
    {
        foreach (var analyzerCase in CasesOf(id))
            Assert.Equal(Places(await Analyze(analyzerCase, id)), Places(await Analyze(analyzerCase, id, "Case.g.cs")));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task The_editor_configuration_decides_how_severe_it_is(string id)
    {
        var analyzerCase = CasesOf(id).First(candidate => !IsNegative(candidate, id));
        var raised = await Analyze(analyzerCase, id, severity: "error");
        Assert.NotEmpty(raised);
        Assert.All(raised, diagnostic => Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity));
        Assert.Empty(await Analyze(analyzerCase, id, severity: "none"));
    }

    /// <summary>The rule whose findings are in an additional file, where a source cannot mark them.</summary>
    private const string FileRule = "HV0007";

    private static IEnumerable<string[]> Releases => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "releases", "AnalyzerReleases.Unshipped.md"))
        .Concat(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "releases", "AnalyzerReleases.Shipped.md")))
        .Where(line => line.StartsWith("HV", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries));

    private static IEnumerable<AnalyzerCase> CasesOf(string id) =>
        AnalyzerCase.Names.Where(name => name.StartsWith(id + ".", StringComparison.Ordinal)).Select(AnalyzerCase.Load);

    private static bool IsNegative(AnalyzerCase analyzerCase, string id) => analyzerCase.Name.StartsWith(id + ".Not", StringComparison.Ordinal);

    private static IEnumerable<string> Places(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.Select(diagnostic => $"{diagnostic.Location.SourceSpan} {diagnostic.GetMessage()}").Order();

    private static async Task<List<Diagnostic>> Analyze(AnalyzerCase analyzerCase, string id, string file = "Case.cs", string severity = "")
    {
        var compilation = Compiler.Compile(analyzerCase, file);
        if (severity.Length != 0)
            compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new EditorConfiguration($"dotnet_diagnostic.{id}.severity = {severity}")));
        return [.. (await Compiler.Analyze(compilation, analyzerCase.Options)).Where(diagnostic => diagnostic.Id == id)];
    }
}
