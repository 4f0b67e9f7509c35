using System.Diagnostics;

namespace Hyperweave.Cli.Compare;

/// <summary>What the host measures of one run as a whole. Times in ticks of <see cref="Stopwatch"/>, the same clock in every process.</summary>
/// <param name="FirstFigure">0: the guest printed none.</param>
/// <param name="IdleMemory">Bytes besides the guest's own, when it said that it is idle.</param>
internal sealed record HostFigures(long Started, long FirstFigure, long Ended, long? IdleMemory)
{
    internal const string Group = "run";

    /// <summary>These, and what the engine counted, where it is ours.</summary>
    internal IEnumerable<Measurement> With(EngineCounters? counters)
    {
        if (counters is { FirstTranslation: > 0 }) yield return Time("first-instruction", counters.FirstTranslation);
        if (FirstFigure != 0) yield return Time("boot", FirstFigure);
        yield return Time("whole", Ended);
        if (IdleMemory is { } memory) yield return Of("idle-memory", "MiB", memory / (double)(1 << 20));
        if (counters is not { FirstTierInstructions: > 0, GuestCodeBytes: > 0 }) yield break;
        yield return Of("translation", "M/s", counters.TranslatedInstructions / counters.TranslationMilliseconds / 1e3);
        yield return Of("first-tier", "M/s", counters.FirstTierInstructions / counters.FirstTierMilliseconds / 1e3);
        yield return Of("code-cache", "MiB", counters.CodeCacheBytes / (double)(1 << 20));
        yield return Of("code-growth", "B/B", counters.HostCodeBytes / (double)counters.GuestCodeBytes);
        yield return Of("evictions", "", counters.Evictions);
    }

    private Measurement Time(string name, long until) => Of(name, "ms", Stopwatch.GetElapsedTime(Started, until).TotalMilliseconds);

    private static Measurement Of(string name, string unit, double value) => new(Group, name, unit, value, value, value, Exits: null, Hypercalls: null);
}
