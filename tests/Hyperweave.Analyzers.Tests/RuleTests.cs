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
    public void A_rule_has_cases_for_and_against_it(string id)
    {
        var cases = AnalyzerCase.Names.Where(name => name.StartsWith(id, StringComparison.Ordinal)).ToList();
        Assert.Contains(cases, name => !name.StartsWith(id + ".Not", StringComparison.Ordinal));
        Assert.Contains(cases, name => name.StartsWith(id + ".Not", StringComparison.Ordinal));
    }
}
