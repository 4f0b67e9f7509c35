using System.Text.Json;

namespace Hyperweave.Cli.Compare;

/// <summary>The comparison as the JSON document that docs/compare.md describes.</summary>
internal static class CompareJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    internal static void Write(string file, Comparison comparison) => File.WriteAllText(file, JsonSerializer.Serialize(Document(comparison), Indented) + "\n");

    private static object Document(Comparison comparison) => new
    {
        machine = comparison.Machine,
        project = comparison.Project,
        runs = comparison.Runs,
        sitesRewritten = comparison.Rewrite?.Sites,
        engines = comparison.Engines.Select(Engine),
    };

    private static object Engine(EngineSummary engine) => new
    {
        engine = engine.Engine,
        image = engine.Image,
        sha256 = engine.Sha256,
        startupMs = Math.Round(engine.StartupMilliseconds, 1),
        codeCacheBytes = engine.CodeCacheBytes,
        peakRssBytes = engine.PeakRssBytes,
        facts = engine.Facts,
        workloads = engine.Workloads.Select(Workload),
        run = engine.Seen.Select(Workload),
    };

    private static object Workload(Measurement w) => new { name = w.Name, group = w.Group, unit = w.Unit, median = w.Median, min = w.Min, max = w.Max, exits = w.Exits, hypercalls = w.Hypercalls };
}
