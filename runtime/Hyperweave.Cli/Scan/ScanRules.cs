using Hyperweave.Rewriting.Reporting;

namespace Hyperweave.Cli.Scan;

/// <summary>The rules of findings that the analyzers have not made.</summary>
internal static class ScanRules
{
    /// <summary>A level stands with each finding: what the build does there decides it, not the rule.</summary>
    internal static IReadOnlyList<ScanRule> OfMachineCodeAndIl { get; } =
        [.. DiagnosticRules.All.Select(rule => new ScanRule(rule.Id, rule.Title, ScanLevel.Warning, rule.HelpUri))];
}
