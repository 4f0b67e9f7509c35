using System.Diagnostics;
using Hyperweave.Vmm.Host;
using Xunit;

namespace Hyperweave.Vmm.Tests.Time;

public sealed class DoorbellTests
{
    private const ulong Millisecond = 1_000_000, Minute = 60_000 * Millisecond;
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(20);

    private readonly Doorbell _doorbell = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    [Fact]
    public void ASleeperWakesWhenItsTimeHasPassed()
    {
        _doorbell.Wait(5 * Millisecond);
        Assert.InRange(_watch.Elapsed, TimeSpan.FromMilliseconds(5), limit);
    }

    [Fact]
    public void WhoeverWasRungForBeforeDoesNotSleep()
    {
        Assert.False(_doorbell.Ring());
        _doorbell.Wait(Minute);
        Assert.InRange(_watch.Elapsed, TimeSpan.Zero, limit);
    }

    [Fact]
    public void WhatRangBeforeSilenceIsOver()
    {
        _doorbell.Ring();
        _doorbell.Silence();
        _doorbell.Wait(5 * Millisecond);
        Assert.InRange(_watch.Elapsed, TimeSpan.FromMilliseconds(5), limit);
    }

    /// <summary>Each ring either finds the sleeper or keeps it from going to sleep: none is lost, else a wait takes a minute.</summary>
    [Fact]
    public void NoRingIsLost()
    {
        const int rings = 10_000;
        int sent = 0, seen = 0;
        var sleeper = new Thread(() =>
        {
            while (Volatile.Read(ref seen) < rings)
            {
                _doorbell.Wait(Minute);
                Volatile.Write(ref seen, Volatile.Read(ref sent));
            }
        }) { IsBackground = true };
        sleeper.Start();
        while (sent < rings)
        {
            Volatile.Write(ref sent, sent + 1);
            _doorbell.Ring();
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref seen) == sent, limit), $"ring {sent} was not heard");
        }
        Assert.True(sleeper.Join(limit));
    }

    [Fact]
    public void RingTellsThatSomebodySlept()
    {
        bool slept = false;
        // One that a busy host lets come too late finds the bell rung already.
        while (!slept && _watch.Elapsed < limit)
        {
            var sleeper = new Thread(() => _doorbell.Wait(Minute)) { IsBackground = true };
            sleeper.Start();
            Thread.Sleep(50);
            slept = _doorbell.Ring();
            Assert.True(sleeper.Join(limit));
        }
        Assert.True(slept);
    }
}
