using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Tests.Devices;
using Hyperweave.Vmm.Time;
using Xunit;

namespace Hyperweave.Vmm.Tests.Time;

public sealed class PunctualWaitTests
{
    private const ulong Millisecond = 1_000_000, Minute = 60_000 * Millisecond;
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(20);

    private readonly HostClock _clock = new();
    private readonly Doorbell _bell = new();
    private readonly PunctualWait _wait;

    public PunctualWaitTests() => _wait = new PunctualWait(_clock);

    [Fact]
    public void NobodyIsBackBeforeTheDeadline()
    {
        Learn(_wait, 100_000, times: 100);
        ulong deadline = _clock.Nanoseconds + 5 * Millisecond;
        _wait.Until(deadline, _bell);
        Assert.True(_clock.Nanoseconds >= deadline);
    }

    [Fact]
    public void ADeadlineThatHasPassedIsNotWaitedFor()
    {
        ulong before = _clock.Nanoseconds;
        _wait.Until(0, _bell);
        Assert.InRange(_clock.Nanoseconds - before, 0UL, Minute / 3);
    }

    /// <summary>A time in the reach of the slack is only spun for; the bell ends that as it ends a sleep.</summary>
    [Fact]
    public void TheBellEndsTheSpinning()
    {
        var wait = new PunctualWait(new StoppedClock());
        Learn(wait, PunctualWait.MostSlack, times: 100);
        var waiting = new Thread(() => wait.Until(PunctualWait.MostSlack, _bell)) { IsBackground = true };
        waiting.Start();
        _bell.Ring();
        Assert.True(waiting.Join(limit));
    }

    /// <summary>Of wake-ups that are 1 to 100 microseconds late, equally often each, about one of a thousand comes after the slack.</summary>
    [Fact]
    public void TheSlackBecomesWhatWakeUpsAreLate()
    {
        var random = new Random(1);
        int over = 0;
        for (int i = 0; i < 20_000; i++)
        {
            ulong late = (ulong)random.Next(1_000, 100_000);
            if (i >= 10_000 && late > _wait.Slack) over++;
            _wait.Learn(late);
        }
        Assert.InRange(over, 2, 30);
    }

    [Fact]
    public void ABusyHostTeachesNothing()
    {
        Learn(_wait, 10 * Millisecond, times: 100);
        Assert.Equal(0UL, _wait.Slack);
    }

    private static void Learn(PunctualWait wait, ulong late, int times)
    {
        for (int i = 0; i < times; i++) wait.Learn(late);
    }
}
