namespace Hyperweave.Cli.Compare;

/// <summary>One workload in one run of one engine. Times in <paramref name="Unit"/>; counts per operation, null where the engine cannot count.</summary>
internal sealed record Measurement(string Group, string Name, string Unit, double Median, double Min, double Max, double? Exits, double? Hypercalls)
{
    /// <summary>More is better: a unit such as GB/s.</summary>
    private bool IsSpeed => Unit.EndsWith("/s", StringComparison.Ordinal);

    /// <summary>What it is on a host with nothing else to do: the best seen stands for the median.</summary>
    internal Measurement AtBest() => this with { Median = IsSpeed ? Max : Min };

    /// <summary>Time by time, or the other's speed by this one's; null where there is nothing to divide.</summary>
    internal double? CostAgainst(Measurement? other) =>
        other is not { Median: > 0 } || Median <= 0 ? null : IsSpeed ? other.Median / Median : Median / other.Median;
}

/// <summary>One run of one engine: what the guest said, and what the host saw of the process.</summary>
/// <param name="Seen">What the host measured of the run as a whole: see <see cref="HostFigures"/>.</param>
internal sealed record RunResult(
    IReadOnlyList<Measurement> Measurements,
    IReadOnlyList<Measurement> Seen,
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
    IReadOnlyList<Measurement> Workloads,
    IReadOnlyList<Measurement> Seen)
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
        Combine(runs, run => run.Measurements),
        Combine(runs, run => run.Seen));

    internal Measurement? Find(string group, string name) => Workloads.Concat(Seen).FirstOrDefault(w => w.Group == group && w.Name == name);

    private static IReadOnlyList<Measurement> Combine(IReadOnlyList<RunResult> runs, Func<RunResult, IReadOnlyList<Measurement>> list) =>
        [.. runs.SelectMany(list).GroupBy(m => (m.Group, m.Name)).Select(same => Combine(same.First(), [.. same]))];

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
/// <param name="Rewrite">Null for an image that nobody rewrote.</param>
internal sealed record Comparison(string Project, string Machine, int Runs, RewriteFacts? Rewrite, IReadOnlyList<EngineSummary> Engines)
{
    /// <summary>With the best of each figure for its median.</summary>
    internal Comparison AtBest() => this with
    {
        Engines = [.. Engines.Select(e => e with { Workloads = [.. e.Workloads.Select(w => w.AtBest())], Seen = [.. e.Seen.Select(w => w.AtBest())] })],
    };

    /// <summary>The engines whose guest came to its end and measured nothing.</summary>
    internal IEnumerable<string> WithoutFigures => Engines.Where(e => e.Workloads.Count == 0).Select(e => e.Engine);

    internal EngineSummary? Engine(string name) => Engines.FirstOrDefault(e => e.Engine == name);

    /// <summary>Geometric mean over the compute workloads that both have of time(a) / time(b), or of speed(b) / speed(a); null when they share none.</summary>
    internal static double? ComputeRatio(EngineSummary? a, EngineSummary? b) => GroupRatio("compute", a, b);

    internal static double? GroupRatio(string group, EngineSummary? a, EngineSummary? b)
    {
        if (a is null || b is null) return null;
        var ratios = from x in a.Workloads
                     where x.Group == @group
                     let ratio = x.CostAgainst(b.Find(x.Group, x.Name))
                     where ratio is not null
                     select ratio.Value;
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
