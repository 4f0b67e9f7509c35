using Hyperweave.Catalogue;

namespace Hyperweave.Rewriting.Reporting;

/// <summary>One rule that a finding can have.</summary>
/// <param name="HelpUri">Its page.</param>
public sealed record DiagnosticRule(string Id, string Title, string HelpUri);

/// <summary>The rules of findings, for reports.</summary>
public static class DiagnosticRules
{
    /// <summary>Every rule of a finding, ordered by id.</summary>
    public static IReadOnlyList<DiagnosticRule> All { get; } =
    [
        .. DiagnosticTitles.OfFindings.OrderBy(rule => rule.Key, StringComparer.Ordinal)
            .Select(rule => new DiagnosticRule(rule.Key, rule.Value, DiagnosticTitles.Pages + rule.Key + ".md")),
    ];
}
