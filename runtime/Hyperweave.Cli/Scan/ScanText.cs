using Spectre.Console;

namespace Hyperweave.Cli.Scan;

/// <summary>The report for people: a table on a terminal, one line per finding into a pipe.</summary>
internal static class ScanText
{
    private const int MostBlocking = 10;

    internal static void Print(ScanReport report)
    {
        // A source finding's message says it all, and terminals make its place a link.
        if (Console.IsOutputRedirected || report.Findings.Any(finding => finding.EndLine is not null)) WriteLines(Console.Out, report);
        else AnsiConsole.Write(Table(report));
        WriteSummary(Console.Out, report);
    }

    /// <summary>Lines as compilers write them, so that editors and grep can follow: place: level id: what; who does what about it.</summary>
    internal static void WriteLines(TextWriter output, ScanReport report)
    {
        foreach (var finding in report.Findings)
            output.WriteLine($"{Place(report, finding)}: {finding.Level.ToString().ToLowerInvariant()} {finding.Id}: {finding.Message}{Answers(finding)}");
    }

    internal static void WriteSummary(TextWriter output, ScanReport report)
    {
        output.WriteLine($"{report.Input}: {report.Kind}; {report.Findings.Count} findings, {report.Blocking} cannot be paravirtualized");
        foreach (var (name, count) in report.Counts) output.WriteLine($"  {count,6} {name}");
        foreach (var finding in report.Findings.Where(finding => finding.Blocks).Take(MostBlocking))
            output.WriteLine($"  cannot be paravirtualized: {ShortPlace(finding)} {finding.Container}: {finding.Target}");
        if (report.Blocking > MostBlocking) output.WriteLine($"  and {report.Blocking - MostBlocking} more");
        foreach (var remark in report.Remarks) output.WriteLine($"  {remark}");
    }

    private static Table Table(ScanReport report)
    {
        var machineCode = report.Findings.Any(finding => finding.Section is not null);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in new[] { "place", machineCode ? "symbol" : "method", machineCode ? "instruction" : "target", "operation", "class", "paravirtualization" })
            table.AddColumn(title);
        if (machineCode) table.AddColumn("translation");
        table.AddColumn("id");
        foreach (var finding in report.Findings)
            table.AddRow(Cells(finding, machineCode, ShortPlace(finding)));
        return table;
    }

    private static IEnumerable<Text> Cells(ScanFinding finding, bool machineCode, string place)
    {
        string[] cells = [place, finding.Container, finding.Target, finding.Operation, finding.Class, finding.Paravirtualization];
        if (machineCode) cells = [.. cells, finding.Translation ?? ""];
        return cells.Append(finding.Id).Select(cell => new Text(cell));
    }

    private static string ShortPlace(ScanFinding finding) => finding switch
    {
        { File: { } file } => $"{Path.GetFileName(file)}:{finding.Line}",
        { Address: { } address } => $"0x{address:x}",
        { SectionOffset: { } offset } => $"{finding.Section}+0x{offset:x}",
        _ => $"IL_{finding.IlOffset:x4}",
    };

    private static string Place(ScanReport report, ScanFinding finding) =>
        finding.File is { } file ? $"{file}({finding.Line},{finding.Column})" : report.Input;

    private static string Answers(ScanFinding finding) => finding switch
    {
        { EndLine: not null } => "",
        { Translation: { } translation } => $" [translation: {translation}; paravirtualization: {finding.Paravirtualization}]",
        _ => $" [paravirtualization: {finding.Paravirtualization}]",
    };
}
