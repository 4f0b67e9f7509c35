using System.Diagnostics;

namespace Hyperweave.Hosting.Time;

/// <summary>The host's monotonic clock, while the machine runs.</summary>
internal sealed class HostClock : IHostedClock
{
    // Well below a millisecond in most loops.
    private const int Polls = 20_000;

    private readonly Stopwatch _watch = new();

    public ulong Nanoseconds => (ulong)_watch.Elapsed.Ticks * 100;

    public DateTime UtcNow => DateTime.UtcNow;

    public void Stop()
    {
    }

    public void Spend()
    {
    }

    public int Grant(ulong deadline) => Polls;

    public void Wait(ulong deadline, ManualResetEventSlim wake)
    {
        ulong now = Nanoseconds;
        if (deadline > now) wake.Wait(TimeSpan.FromTicks((long)((deadline - now) / 100) + 1));
    }

    public void Run(bool running)
    {
        if (running) _watch.Start();
        else _watch.Stop();
    }
}
