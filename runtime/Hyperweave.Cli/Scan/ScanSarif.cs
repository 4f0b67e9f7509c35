using System.Reflection;
using System.Text.Json;

namespace Hyperweave.Cli.Scan;

/// <summary>The report as SARIF 2.1.0 (OASIS standard; section numbers below are its).</summary>
internal static class ScanSarif
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

    internal static string Text(ScanReport report)
    {
        var log = new Dictionary<string, object>
        {
            ["$schema"] = Schema,
            ["version"] = "2.1.0",
            ["runs"] = new[] { Run(report) },
        };
        return JsonSerializer.Serialize(log, ScanJson.Options).ReplaceLineEndings("\n") + "\n";
    }

    private static object Run(ScanReport report) => new
    {
        tool = new { driver = Driver(report) },
        artifacts = new[] { new { location = Artifact(report.Input) } },
        columnKind = "utf16CodeUnits",
        results = report.All.Select(finding => Result(report, finding)),
    };

    private static object Driver(ScanReport report) => new
    {
        name = "hyperweave scan",
        semanticVersion = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3),
        rules = report.Rules.Select(rule => new
        {
            id = rule.Id,
            name = rule.Title,
            shortDescription = new { text = rule.Title + "." },
            help = new { text = $"See {rule.HelpUri}." },
            helpUri = rule.HelpUri,
            defaultConfiguration = new { level = rule.Level },
        }),
    };

    private static object Result(ScanReport report, ScanFinding finding) => new
    {
        ruleId = finding.Id,
        ruleIndex = report.Rules.Index().First(rule => rule.Item.Id == finding.Id).Index,
        level = finding.Level,
        message = new { text = finding.Message + "." },
        locations = new[] { Location(report, finding) },
        // Section 3.27.23: absent when not looked for, empty when nothing suppresses it.
        suppressions = finding.Section is not null ? null : finding.Suppressed ? [new { kind = "inSource", finding.Justification }] : Array.Empty<object>(),
        properties = new { finding.Operation, finding.Class, finding.Paravirtualization, finding.Translation },
    };

    private static object Location(ScanReport report, ScanFinding finding) => new
    {
        physicalLocation = finding.Section is not null ? InMachineCode(report, finding) : InSource(report, finding),
        logicalLocations = new[]
        {
            new { fullyQualifiedName = finding.Symbol ?? finding.Section ?? finding.Container, kind = finding.Section is null || finding.Symbol is not null ? "function" : "module" },
        },
    };

    /// <summary>Where no source is known, the assembly itself.</summary>
    private static object InSource(ScanReport report, ScanFinding finding) => new
    {
        artifactLocation = Artifact(finding.File ?? report.Input),
        region = finding.Line is { } line ? new { startLine = line, startColumn = finding.Column, endLine = finding.EndLine, endColumn = finding.EndColumn } : null,
    };

    /// <summary>Address objects are section 3.32; the name is symbol+offset. In an object nothing has an address yet.</summary>
    private static object InMachineCode(ScanReport report, ScanFinding finding) => new
    {
        artifactLocation = Artifact(report.Input),
        address = new { absoluteAddress = finding.Address, kind = "instruction", fullyQualifiedName = finding.Container },
    };

    private static object Artifact(string path) => new { uri = UriOf(path) };

    /// <summary>
    /// A URI, as section 3.4.3 asks for: absolute for a rooted path, else relative with its characters escaped. A path of Windows is known
    /// on every system, since symbols name files as they were where the assembly was compiled.
    /// </summary>
    internal static string UriOf(string path) =>
        Path.IsPathRooted(path) || IsRootedOnWindows(path) ? new Uri(path).AbsoluteUri : string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));

    private static bool IsRootedOnWindows(string path) =>
        (path is [var drive, ':', '\\' or '/', ..] && char.IsAsciiLetter(drive)) || path.StartsWith(@"\\", StringComparison.Ordinal);
}
