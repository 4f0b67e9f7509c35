using Hyperweave.Vmm.Time;
using Xunit;

namespace Hyperweave.Vmm.Tests.Time;

/// <summary>When the alarm rings, and when the processor's thread waits for itself.</summary>
public sealed class TimerQueueTests : IAlarm, IMachineClock
{
    private const ulong Late = 1000 + TimerQueue.Grace;

    private readonly List<string> _set = [];
    private readonly TimerQueue _queue;
    private readonly DeviceTimer _timer;

    public TimerQueueTests()
    {
        _queue = new TimerQueue(this);
        _queue.Use(this);
        _timer = _queue.Create(_ => { });
        _timer.Arm(1000);
    }

    public ulong Nanoseconds { get; private set; }

    /// <summary>What comes before this time is waited for.</summary>
    private ulong Near { get; set; }

    bool IAlarm.Set(ulong deadline)
    {
        bool isNear = deadline < Near;
        _set.Add(deadline == TimerQueue.Never ? "never" : isNear ? $"waited for {deadline}" : $"{deadline}");
        if (isNear) Nanoseconds = deadline;
        return !isNear;
    }

    [Fact]
    public void WhoSleepsUntilTheDeadlineHasTheAlarmBehindIt()
    {
        Assert.Equal(1000UL, _queue.TakeOver());
        Assert.Equal(["1000", $"{Late}"], _set);
    }

    [Fact]
    public void TheAlarmIsBackWhenTheSleeperWakesUpForSomethingElse()
    {
        _queue.TakeOver();
        _queue.RunDue();
        Assert.Equal(["1000", $"{Late}", "1000"], _set);
    }

    [Theory]
    [InlineData(Late + 1, false)]
    [InlineData(Late - 1, true)]
    public void WhoWakesUpSetsAnAlarmOnlyForWhatComesBeforeTheOneThatStands(ulong next, bool isSet)
    {
        _queue.TakeOver();
        Nanoseconds = 1000;
        _queue.RunDue();
        _timer.Arm(next);
        Assert.Equal(["1000", $"{Late}", .. isSet ? new[] { $"{next}" } : []], _set);
    }

    [Fact]
    public void AGuestThatStaysAwakeHasItsNextAlarmSetByTheOneThatStood()
    {
        _queue.TakeOver();
        Nanoseconds = 1000;
        _queue.RunDue();
        _timer.Arm(2 * Late);
        Nanoseconds = Late;
        _queue.RunDue();
        Assert.Equal(["1000", $"{Late}", $"{2 * Late}"], _set);
    }

    [Fact]
    public void WhatWasWaitedForIsDueAndTheAlarmStandsAsItStood()
    {
        bool hasExpired = false;
        var near = _queue.Create(_ => hasExpired = true);
        Near = 500;
        near.Arm(400);
        Assert.True(_queue.IsDue);
        _queue.RunDue();
        Assert.True(hasExpired);
        Assert.False(_queue.IsDue);
        Assert.Equal(["1000", "waited for 400"], _set);
    }

    /// <summary>A timer that runs arms one that is waited for.</summary>
    [Fact]
    public void WhatComesDueWhileItIsWaitedForIsRunAtOnce()
    {
        Nanoseconds = 1000;
        Near = 2000;
        int runs = 0;
        DeviceTimer? follower = null;
        follower = _queue.Create(deadline => { if (++runs < 3) follower!.Arm(deadline + 100); });
        follower.Arm(1000);
        _queue.RunDue();
        Assert.Equal(3, runs);
    }

    [Fact]
    public void AnAlarmThatHasRungForNothingStopsRinging()
    {
        _timer.Cancel();
        Nanoseconds = 1000;
        _queue.RunDue();
        Assert.Equal(["1000", "never"], _set);
    }

    [Fact]
    public void WhoSleepsWithoutADeadlineHasNoAlarm()
    {
        _timer.Cancel();
        _queue.RunDue();
        Assert.Equal(TimerQueue.Never, _queue.TakeOver());
        Assert.Equal(["1000", "never"], _set);
    }
}
