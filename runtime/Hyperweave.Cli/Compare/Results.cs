namespace Hyperweave.Cli.Compare;

/// <summary>One workload in one run of one engine. Times in <paramref name="Unit"/>; counts per operation, null where the engine cannot count.</summary>
internal sealed record Measurement(string Group, string Name, string Unit, double Median, double Min, double Max, double? Exits, double? Hypercalls);

/// <summary>One run of one engine: what the guest said, and what the host saw of the process.</summary>
internal sealed record RunResult(
    IReadOnlyList<Measurement> Measurements,
    IReadOnlyDictionary<string, string> Facts,
    double StartupMilliseconds,
    long? CodeCacheBytes,
    long PeakRssBytes);

/// <summary>All runs of one engine, put together.</summary>
internal sealed record EngineSummary(
    string Engine,
    string Image,
    string Sha256,
    double StartupMilliseconds,
    long? CodeCacheBytes,
    long PeakRssBytes,
    IReadOnlyDictionary<string, string> Facts,
    IReadOnlyList<Measurement> Workloads)
{
    /// <summary>Median of medians, least minimum, greatest maximum; medians of the host's figures.</summary>
    internal static EngineSummary Of(Contender contender, IReadOnlyList<RunResult> runs) => new(
        contender.Engine,
        Path.GetFileName(contender.Image),
        contender.Sha256,
        Statistics.Median(runs.Select(r => r.StartupMilliseconds)),
        runs[0].CodeCacheBytes is null ? null : (long)Statistics.Median(runs.Select(r => (double)r.CodeCacheBytes!)),
        (long)Statistics.Median(runs.Select(r => (double)r.PeakRssBytes)),
        runs[^1].Facts,
        [.. runs[0].Measurements.Select((first, i) => Combine(first, [.. runs.Select(r => r.Measurements[i])]))]);

    internal Measurement? Find(string group, string name) => Workloads.FirstOrDefault(w => w.Group == group && w.Name == name);

    private static Measurement Combine(Measurement first, Measurement[] all) => first with
    {
        Median = Statistics.Median(all.Select(m => m.Median)),
        Min = all.Min(m => m.Min),
        Max = all.Max(m => m.Max),
        Exits = first.Exits is null ? null : Statistics.Median(all.Select(m => m.Exits ?? 0)),
        Hypercalls = first.Hypercalls is null ? null : Statistics.Median(all.Select(m => m.Hypercalls ?? 0)),
    };
}

/// <summary>The whole comparison.</summary>
internal sealed record Comparison(string Project, string Machine, int Runs, RewriteFacts Rewrite, IReadOnlyList<EngineSummary> Engines)
{
    internal EngineSummary? Engine(string name) => Engines.FirstOrDefault(e => e.Engine == name);

    /// <summary>Geometric mean over the compute workloads that both have of time(a) / time(b); null when they share none.</summary>
    internal static double? ComputeRatio(EngineSummary? a, EngineSummary? b) => GroupRatio("compute", a, b);

    internal static double? GroupRatio(string group, EngineSummary? a, EngineSummary? b)
    {
        if (a is null || b is null) return null;
        var ratios = from x in a.Workloads
                     where x.Group == @group
                     let y = b.Find(x.Group, x.Name)
                     where y is not null && y.Median > 0 && x.Median > 0
                     select x.Median / y.Median;
        var list = ratios.ToList();
        return list.Count == 0 ? null : Statistics.GeometricMean(list);
    }
}

/// <summary>What the rewriter did to the paravirtual image's guest, from its site list.</summary>
internal sealed record RewriteFacts(int Sites, int Methods);

internal static class Statistics
{
    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    internal static double GeometricMean(IEnumerable<double> values) => Math.Exp(values.Average(Math.Log));
}
