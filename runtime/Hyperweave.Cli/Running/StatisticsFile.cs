using System.Diagnostics;
using System.Text.Json;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Engines;

namespace Hyperweave.Cli.Running;

/// <summary>
/// Gathers counters while a guest runs and writes them as JSON: totals, and a mark with the counters of that moment for
/// each serial line that begins with "HW begin " or "HW end ". What lies between the two marks is the work: the first is
/// taken when its line has ended, the second when its line begins, so that printing them is not counted.
/// </summary>
internal sealed class StatisticsFile
{
    private sealed record Mark(string Line, long Exits, long Hypercalls, long CodeCacheBytes, double Milliseconds);

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<Mark> _marks = [];
    private readonly MachineSession _session;
    private readonly DateTime _started = DateTime.UtcNow;
    private Mark _lineStart = new("", 0, 0, 0, 0);

    /// <param name="session">About to run: start-up is counted from the process's start to now.</param>
    public StatisticsFile(MachineSession session)
    {
        _session = session;
        session.Machine.Parts.Serial.LineBegun += () => _lineStart = Now("");
        session.Machine.Parts.Serial.LineCompleted += Observe;
    }

    private MachineStatistics Machine => _session.Machine.Statistics;
    private EngineStatistics Engine => _session.Machine.Parts.Engine.Statistics;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path, MachineEnding ending)
    {
        using var process = Process.GetCurrentProcess();
        var content = new
        {
            image = _session.Image.Path,
            sha256 = _session.Image.Sha256(),
            status = ending.Status,
            message = ending.Message,
            startupMs = Math.Round((_started - process.StartTime.ToUniversalTime()).TotalMilliseconds, 1),
            wallMs = Math.Round(Machine.WallTime.TotalMilliseconds, 3),
            exits = Machine.TotalExits,
            exitsByKind = Enum.GetValues<ExitKind>().Where(kind => Machine.ExitsOf(kind) != 0).ToDictionary(kind => kind.ToString(), Machine.ExitsOf),
            operations = Machine.Operations.ByEncoding(),
            hypercalls = Hypercalls,
            hypercallsByNumber = Enumerable.Range(0, Machine.Hypercalls.Length).Where(number => Machine.Hypercalls[number] != 0)
                .ToDictionary(number => $"0x{number:X2}", number => Machine.Hypercalls[number]),
            eventsDelivered = Machine.EventsDelivered,
            codeCacheBytes = Engine.CodeCacheBytes,
            translatedBlocks = Engine.TranslatedBlocks,
            translatedInstructions = Engine.TranslatedInstructions,
            translationMs = Math.Round(Engine.TranslationTime.TotalMilliseconds, 3),
            firstTranslationTicks = Engine.FirstTranslation,
            guestCodeBytes = Engine.GuestCodeBytes,
            hostCodeBytes = Engine.HostCodeBytes,
            codeCacheEvictions = Engine.Evictions,
            firstTierInstructions = Engine.FirstTierInstructions,
            firstTierMs = Math.Round(Engine.FirstTierTime.TotalMilliseconds, 3),
            pageFills = Engine.PageFills,
            faults = Engine.Faults,
            missedTargets = Engine.MissedTargets,
            interpreted = Engine.Interpreted.ByEncoding(),
            serialBytes = _session.Machine.Parts.Serial.BytesWritten,
            collections = GC.CollectionCount(0),
            collectionMs = Math.Round(GC.GetTotalPauseDuration().TotalMilliseconds, 3),
            allocatedBytes = GC.GetTotalAllocatedBytes(),
            peakRssBytes = process.PeakWorkingSet64,
            marks = _marks,
        };
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(content, Format));
    }

    private long Hypercalls => Machine.Hypercalls.Sum();

    private void Observe(string line)
    {
        if (line.StartsWith("HW begin ", StringComparison.Ordinal)) _marks.Add(Now(line));
        else if (line.StartsWith("HW end ", StringComparison.Ordinal)) _marks.Add(_lineStart with { Line = line });
    }

    private Mark Now(string line) => new(line, Machine.TotalExits, Hypercalls, Engine.CodeCacheBytes, Math.Round(_clock.Elapsed.TotalMilliseconds, 3));
}
