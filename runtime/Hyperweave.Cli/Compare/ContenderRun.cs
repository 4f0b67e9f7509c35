using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Hyperweave.Cli.Compare;

/// <summary>Runs one contender once and gathers what the guest printed and what the host saw.</summary>
internal sealed class ContenderRun(Contender contender, string guestOptions, TimeSpan limit)
{
    private readonly List<GuestLine.Begin> begins = [];
    private readonly List<GuestLine.End> ends = [];
    private readonly Dictionary<string, string> facts = [];
    private readonly StringBuilder lastLines = new();
    private string? failure;
    private bool done;
    private TimeSpan? firstLine;

    /// <exception cref="CompareException">The run did not come to its end, or a workload's result was wrong.</exception>
    internal async Task<RunResult> Run(Action<string> progress, CancellationToken cancellation)
    {
        string statisticsFile = Path.Combine(Path.GetTempPath(), $"hyperweave-{Environment.ProcessId}-{Guid.NewGuid():n}.json");
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(limit);
        try
        {
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(contender.Command(guestOptions, statisticsFile))
                ?? throw new CompareException($"{contender.Engine}: the process did not start.");
            using var peak = new PeakMemory(process.Id);
            try
            {
                var errors = process.StandardError.ReadToEndAsync(bounded.Token);
                await ReadLines(process.StandardOutput, clock, progress, bounded.Token);
                await process.WaitForExitAsync(bounded.Token);
                Check(process.ExitCode, await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                throw new CompareException($"{contender.Engine}: not ready after {limit.TotalSeconds:0} s.{Tail()}");
            }
            return Result(EngineCounters.Read(statisticsFile), peak.Bytes);
        }
        finally
        {
            File.Delete(statisticsFile);
        }
    }

    private async Task ReadLines(StreamReader output, Stopwatch clock, Action<string> progress, CancellationToken cancellation)
    {
        while (await output.ReadLineAsync(cancellation) is { } line)
        {
            firstLine ??= clock.Elapsed;
            Remember(line);
            switch (GuestLine.Parse(line.TrimEnd('\r')))
            {
                case GuestLine.Begin begin: begins.Add(begin); progress($"{begin.Group}/{begin.Name}"); break;
                case GuestLine.End end: ends.Add(end); break;
                case GuestLine.Fact fact: facts[fact.Name] = fact.Value; break;
                case GuestLine.Fail fail: failure ??= fail.Text; break;
                case GuestLine.Done: done = true; break;
            }
        }
    }

    /// <summary>The last few lines stand in the error message; the 1 MB of the console workload need not be kept.</summary>
    private void Remember(string line)
    {
        const int Kept = 2000;
        lastLines.Append("  ").AppendLine(line.Length > 200 ? line[..200] + "…" : line);
        if (lastLines.Length > 2 * Kept) lastLines.Remove(0, lastLines.Length - Kept);
    }

    private void Check(int exitStatus, string errors)
    {
        if (failure is not null) throw new CompareException($"{contender.Engine}: wrong result: {failure}");
        if (!done || !contender.IsSuccess(exitStatus))
            throw new CompareException($"{contender.Engine}: ended with status {exitStatus} before the guest was done.{Tail()}{errors}");
    }

    private string Tail() => lastLines.Length == 0 ? " The guest printed nothing.\n" : $" Its last lines:\n{lastLines}";

    private RunResult Result(EngineCounters? counters, long peakRss) => new(
        [.. ends.Select(end => Measure(end, counters))],
        facts,
        firstLine?.TotalMilliseconds ?? 0,
        counters?.CodeCacheBytes,
        peakRss);

    private Measurement Measure(GuestLine.End end, EngineCounters? counters)
    {
        var begin = begins.FirstOrDefault(b => b.Group == end.Group && b.Name == end.Name);
        var counted = begin is null ? null : counters?.Between(begin.Group, begin.Name);
        return new Measurement(end.Group, end.Name, end.Unit, end.Median, end.Min, end.Max,
            counted?.Exits / (double)begin!.Operations, counted?.Hypercalls / (double)begin!.Operations);
    }
}

/// <summary>The counters that an engine of ours wrote at each marker line.</summary>
internal sealed record EngineCounters(long CodeCacheBytes, IReadOnlyList<EngineCounters.Mark> Marks)
{
    internal sealed record Mark(string Line, long Exits, long Hypercalls);

    /// <summary>Null when the contender writes no statistics.</summary>
    internal static EngineCounters? Read(string file)
    {
        if (!File.Exists(file)) return null;
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var marks = from mark in json.RootElement.GetProperty("marks").EnumerateArray()
                    select new Mark(mark.GetProperty("line").GetString()!, mark.GetProperty("exits").GetInt64(), mark.GetProperty("hypercalls").GetInt64());
        return new EngineCounters(json.RootElement.GetProperty("codeCacheBytes").GetInt64(), [.. marks]);
    }

    /// <summary>What was counted from the workload's begin line to its end line.</summary>
    internal (long Exits, long Hypercalls)? Between(string group, string name)
    {
        var begin = Marks.FirstOrDefault(m => m.Line.StartsWith(string.Create(CultureInfo.InvariantCulture, $"HW begin {group} {name} "), StringComparison.Ordinal));
        var end = Marks.FirstOrDefault(m => m.Line.StartsWith($"HW end {group} {name} ", StringComparison.Ordinal));
        return begin is null || end is null ? null : (end.Exits - begin.Exits, end.Hypercalls - begin.Hypercalls);
    }
}

/// <summary>Watches a process's peak resident memory while it lives: VmHWM of proc(5), which is gone with the process.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer timer;
    private readonly string statusFile;

    internal long Bytes { get; private set; }

    internal PeakMemory(int processId)
    {
        statusFile = $"/proc/{processId}/status";
        timer = new Timer(_ => Sample(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    private void Sample()
    {
        try
        {
            var line = File.ReadLines(statusFile).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            if (line is not null) Bytes = 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException) { } // the process has just ended: the last sample stands
    }

    public void Dispose() => timer.Dispose();
}

/// <summary>A comparison could not be made; the message says which engine, what and why.</summary>
internal sealed class CompareException(string message) : Exception(message);
