using System.Globalization;
using Spectre.Console;

namespace Hyperweave.Cli.Compare;

/// <summary>The comparison as tables for a terminal: engines, then every workload with one row per engine, then the chart.</summary>
internal static class CompareTable
{
    internal static void Print(IAnsiConsole console, Comparison comparison)
    {
        console.WriteLine($"{comparison.Project} on {comparison.Machine}; {(comparison.Runs == 1 ? "one run" : $"{comparison.Runs} interleaved runs")}");
        console.Write(Engines(comparison));
        if (comparison.Rewrite is { } rewrite) PrintProject(console, comparison, rewrite);
        else console.Write(new ImageTable(comparison).Build());
    }

    private static void PrintProject(IAnsiConsole console, Comparison comparison, RewriteFacts rewrite)
    {
        foreach (var group in comparison.Engines.SelectMany(e => e.Workloads).Select(w => w.Group).Distinct())
            console.Write(Workloads(comparison, group));
        console.Write(Means(comparison));
        console.Write(TextbookChart.Table(comparison, rewrite));
    }

    private static Table Engines(Comparison comparison)
    {
        var table = NewTable("Engines", "engine", "image", "sha256", "start-up", "code cache", "peak memory");
        foreach (var engine in comparison.Engines)
            table.AddRow(engine.Engine, engine.Image, engine.Sha256[..12], $"{engine.StartupMilliseconds:0} ms",
                engine.CodeCacheBytes is { } bytes ? Format.Bytes(bytes) : "–",
                // Zero: the process was gone before anybody had looked.
                engine.PeakRssBytes == 0 ? "–" : Format.Bytes(engine.PeakRssBytes));
        return table;
    }

    private static Table Workloads(Comparison comparison, string group)
    {
        var table = NewTable(group, "workload", "engine", "median", "min – max", "× fastest", "exits/op", "hypercalls/op");
        var names = comparison.Engines.SelectMany(e => e.Workloads).Where(w => w.Group == group).Select(w => w.Name).Distinct();
        foreach (var name in names) AddWorkload(table, comparison, group, name);
        return table;
    }

    private static void AddWorkload(Table table, Comparison comparison, string group, string name)
    {
        var rows = (from engine in comparison.Engines
                    let workload = engine.Find(@group, name)
                    where workload is not null
                    select (engine.Engine, Workload: workload)).ToList();
        double fastest = rows.Min(r => r.Workload.Median);
        foreach (var (engine, w) in rows)
            table.AddRow(engine == rows[0].Engine ? name : "", engine, $"{Format.Number(w.Median)} {w.Unit}", $"{Format.Number(w.Min)} – {Format.Number(w.Max)}",
                fastest > 0 ? Format.Number(w.Median / fastest) : "–", Format.Count(w.Exits), Format.Count(w.Hypercalls));
    }

    private static Table Means(Comparison comparison)
    {
        var reference = comparison.Engine("hosted") ?? comparison.Engine("direct") ?? comparison.Engines[0];
        var direct = comparison.Engine("direct") ?? comparison.Engines[0];
        var table = NewTable("Geometric means", "engine", $"compute ÷ {reference.Engine}", $"compute ÷ {direct.Engine}", $"nano ÷ {direct.Engine}");
        foreach (var engine in comparison.Engines)
            table.AddRow(engine.Engine, Format.Ratio(Comparison.ComputeRatio(engine, reference)), Format.Ratio(Comparison.ComputeRatio(engine, direct)), Format.Ratio(Comparison.GroupRatio("nano", engine, direct)));
        return table;
    }

    internal static Table NewTable(string title, params string[] columns)
    {
        var table = new Table { Title = new TableTitle(Markup.Escape(title)), Border = TableBorder.Simple };
        for (int i = 0; i < columns.Length; i++) table.AddColumn(new TableColumn(Markup.Escape(columns[i])) { NoWrap = columns.Length > 3 });
        return table;
    }
}

/// <summary>Figures as people read them: three significant digits.</summary>
internal static class Format
{
    internal static string Number(double value) => value switch
    {
        0 => "0",
        >= 99.95 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 9.995 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 0.0995 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("G3", CultureInfo.InvariantCulture),
    };

    internal static string Ratio(double? value) => value is { } ratio ? Number(ratio) + "×" : "–";

    internal static string Count(double? value) => value is { } count ? Number(count) : "–";

    internal static string Bytes(long bytes) => bytes switch
    {
        >= 1 << 20 => $"{Number(bytes / 1048576.0)} MiB",
        >= 1 << 10 => $"{Number(bytes / 1024.0)} KiB",
        _ => $"{bytes} B",
    };
}
