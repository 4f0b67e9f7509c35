using Hyperweave.SourceScan;

namespace Hyperweave.Cli.Scan;

/// <summary>The analyzers' findings in a project's source, in a report's form.</summary>
internal static class SourceFindings
{
    /// <exception cref="ScanException">The source cannot be scanned.</exception>
    internal static ScanReport Report(ScanRequest request, CompilerCommandLine compiler)
    {
        try
        {
            var scan = SourceScanner.Scan(new SourceScanOptions(request.Target, compiler.Folder, compiler.Arguments, compiler.Sdk, request.Operations));
            return new ScanReport(request.Target, "source", [.. scan.Findings.Select(Convert)], [.. scan.Rules.Select(Convert)], Remarks(scan));
        }
        catch (SourceScanException e)
        {
            throw new ScanException(e.Message, ExitStatus.BadData);
        }
    }

    private static ScanRule Convert(SourceRule rule) => new(rule.Id, rule.Title, (ScanLevel)rule.DefaultSeverity, rule.HelpUri);

    private static ScanFinding Convert(SourceFinding finding) => new()
    {
        Id = finding.Id,
        Level = (ScanLevel)finding.Severity,
        Blocks = finding.Blocks,
        Message = finding.Message.TrimEnd('.'),
        Container = finding.Container,
        Target = finding.Target,
        Operation = finding.Operation,
        Class = finding.Class.Length == 0 ? AboutNoOperation(finding) : finding.Class,
        Paravirtualization = finding.Paravirtualization,
        Translation = finding.FullVirtualization.Length == 0 ? null : finding.FullVirtualization,
        Suppressed = finding.IsSuppressed,
        Justification = finding.Justification.Length == 0 ? null : finding.Justification,
        File = finding.File,
        Line = finding.Line,
        Column = finding.Column,
        EndLine = finding.EndLine,
        EndColumn = finding.EndColumn,
    };

    private static string AboutNoOperation(SourceFinding finding) => finding.Blocks ? AssemblyFindings.CannotBeJudged : "advice";

    private static List<string> Remarks(SourceScanResult scan)
    {
        var suppressed = scan.Findings.Count(finding => finding.IsSuppressed);
        return suppressed == 0 ? [] : [$"{suppressed} more suppressed in the source (--json and --sarif have them); the build minds them all the same"];
    }
}
