using System.Diagnostics;

namespace Hyperweave.Cli.Compare;

/// <summary>Runs one contender once and gathers what the guest printed and what the host saw.</summary>
internal sealed class ContenderRun(Contender contender, string guestOptions, TimeSpan limit)
{
    private readonly GuestConsole _console = new();

    /// <exception cref="CompareException">The run did not come to its end, or a workload's result was wrong.</exception>
    internal async Task<RunResult> Run(Action<string> progress, CancellationToken cancellation)
    {
        string statisticsFile = Path.Combine(Path.GetTempPath(), $"hyperweave-{Environment.ProcessId}-{Guid.NewGuid():n}.json");
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(limit);
        try
        {
            long started = Stopwatch.GetTimestamp();
            using var process = Start(statisticsFile);
            using var peak = new PeakMemory(process.Id);
            long? idleMemory = null;
            try
            {
                process.StandardInput.Close();
                var errors = process.StandardError.ReadToEndAsync(bounded.Token);
                await _console.Read(process.StandardOutput, progress, async () => idleMemory = await IdleMemory(process.Id, bounded.Token), bounded.Token);
                await process.WaitForExitAsync(bounded.Token);
                long ended = Stopwatch.GetTimestamp();
                Check(process.ExitCode, await errors);
                return Result(EngineCounters.Read(statisticsFile), peak.Bytes, new HostFigures(started, _console.FirstFigure, ended, idleMemory));
            }
            catch (FormatException problem)
            {
                process.Kill(entireProcessTree: true);
                throw new CompareException($"{contender.Engine}: {problem.Message}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                throw new CompareException($"{contender.Engine}: not ready after {limit.TotalSeconds:0} s.{_console.Tail()}");
            }
        }
        finally
        {
            File.Delete(statisticsFile);
        }
    }

    private Process Start(string statisticsFile)
    {
        try
        {
            return Process.Start(contender.Command(guestOptions, statisticsFile))!;
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new CompareException($"{contender.Engine}: {problem.Message}");
        }
    }

    /// <summary>Read when the guest has been idle for a while, and is so for a while longer.</summary>
    private async Task<long?> IdleMemory(int processId, CancellationToken cancellation)
    {
        if (contender.HostMemory is not { } maps) return null;
        await Task.Delay(TimeSpan.FromMilliseconds(300), cancellation);
        return maps.Overhead(processId);
    }

    private void Check(int exitStatus, string errors)
    {
        if (_console.Failure is { } failure) throw new CompareException($"{contender.Engine}: wrong result: {failure}");
        if (!_console.IsDone || !contender.IsSuccess(exitStatus))
            throw new CompareException($"{contender.Engine}: ended with status {exitStatus} {(_console.IsDone ? "after" : "before")} the guest printed \"HW done\".{_console.Tail()}{errors}");
    }

    private RunResult Result(EngineCounters? counters, long peakRss, HostFigures seen) => new(
        [.. _console.Ends.Select(end => Measure(end, counters))],
        contender.IsMachine ? [.. seen.With(counters)] : [],
        _console.Facts,
        Stopwatch.GetElapsedTime(seen.Started, _console.FirstLine).TotalMilliseconds,
        counters?.CodeCacheBytes,
        peakRss);

    private Measurement Measure(GuestLine.End end, EngineCounters? counters)
    {
        var begin = _console.Begins.FirstOrDefault(b => b.Group == end.Group && b.Name == end.Name);
        var counted = begin is null ? null : counters?.Between(begin.Group, begin.Name);
        return new Measurement(end.Group, end.Name, end.Unit, end.Median, end.Min, end.Max,
            counted?.Exits / (double?)begin?.Operations, counted?.Hypercalls / (double?)begin?.Operations);
    }
}

/// <summary>A comparison could not be made; the message says which engine, what and why.</summary>
internal sealed class CompareException(string message) : Exception(message);
