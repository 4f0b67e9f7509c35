using System.Globalization;
using System.Text.Json;

namespace Hyperweave.Cli.Compare;

/// <summary>The counters that an engine of ours wrote at each marker line.</summary>
/// <param name="FirstTranslation">When the guest's first code was ready, in ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0: there was none.</param>
/// <param name="CodeCacheBytes">In use at the end.</param>
/// <param name="Evictions">How often the code cache was full.</param>
/// <param name="HostCodeBytes">What was made of <paramref name="GuestCodeBytes"/>.</param>
internal sealed record EngineCounters(
    long CodeCacheBytes, long Evictions, long HostCodeBytes, long GuestCodeBytes, long TranslatedInstructions, double TranslationMilliseconds,
    long FirstTierInstructions, double FirstTierMilliseconds, long FirstTranslation, IReadOnlyList<EngineCounters.Mark> Marks)
{
    internal sealed record Mark(string Line, long Exits, long Hypercalls);

    /// <summary>Null when the contender writes no statistics.</summary>
    internal static EngineCounters? Read(string file)
    {
        if (!File.Exists(file)) return null;
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = json.RootElement;
        var marks = from mark in root.GetProperty("marks").EnumerateArray()
                    select new Mark(mark.GetProperty("line").GetString()!, mark.GetProperty("exits").GetInt64(), mark.GetProperty("hypercalls").GetInt64());
        long Count(string name) => root.GetProperty(name).GetInt64();
        double Time(string name) => root.GetProperty(name).GetDouble();
        return new EngineCounters(Count("codeCacheBytes"), Count("codeCacheEvictions"), Count("hostCodeBytes"), Count("guestCodeBytes"), Count("translatedInstructions"),
            Time("translationMs"), Count("firstTierInstructions"), Time("firstTierMs"), Count("firstTranslationTicks"), [.. marks]);
    }

    /// <summary>What was counted from the workload's begin line to its end line.</summary>
    internal (long Exits, long Hypercalls)? Between(string group, string name)
    {
        var begin = Marks.FirstOrDefault(m => m.Line.StartsWith(string.Create(CultureInfo.InvariantCulture, $"HW begin {group} {name} "), StringComparison.Ordinal));
        var end = Marks.FirstOrDefault(m => m.Line.StartsWith($"HW end {group} {name} ", StringComparison.Ordinal));
        return begin is null || end is null ? null : (end.Exits - begin.Exits, end.Hypercalls - begin.Hypercalls);
    }
}
