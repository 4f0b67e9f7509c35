using Hyperweave.Rewriting;
using Hyperweave.Rewriting.Scanning;

namespace Hyperweave.Cli.Scan;

/// <summary>The rewriter's findings in a report's form.</summary>
internal static class AssemblyFindings
{
    internal const string CannotBeJudged = "cannot be judged";

    /// <exception cref="ScanException">The assembly or an operations file cannot be read.</exception>
    internal static ScanReport Report(ScanOptions options)
    {
        var scan = AssemblyScanner.Scan(options);
        if (scan.Errors.Count != 0) throw new ScanException(string.Join('\n', scan.Errors), ExitStatus.BadData);
        return new ScanReport(options.InputPath, "assembly", [.. scan.Findings.Select(Convert)], ScanRules.OfMachineCodeAndIl, []);
    }

    private static ScanFinding Convert(AssemblyFinding finding)
    {
        var site = finding.Site;
        return new ScanFinding
        {
            Id = finding.DiagnosticId,
            Level = (ScanLevel)finding.Severity,
            Blocks = finding.Severity == RewriteSeverity.Error,
            Message = finding.Message,
            Container = site.Method,
            Target = site.Target,
            Operation = site.Operation,
            Class = site.Class.Length == 0 ? CannotBeJudged : site.Class,
            Paravirtualization = Answer(site),
            File = site.File.Length == 0 ? null : site.File,
            Line = site.Line == 0 ? null : site.Line,
            Column = site.Column == 0 ? null : site.Column,
            IlOffset = site.Offset,
        };
    }

    private static string Answer(Site site) => site switch
    {
        { State: SiteState.Refused } => $"cannot: {site.Reason}",
        { State: SiteState.Left } => $"left as it is: {site.Reason}",
        { Replacement: "" } => "dropped",
        { Hypercall: "" } => site.Replacement,
        _ => site.Hypercall,
    };
}
