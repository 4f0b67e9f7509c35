using Hyperweave.Vmm.Tests.Devices;
using Hyperweave.Vmm.Time;
using Xunit;

namespace Hyperweave.Vmm.Tests.Time;

/// <summary>When the alarm rings, and when the processor's thread waits for itself.</summary>
public sealed class TimerQueueTests : IAlarm
{
    private readonly List<string> _set = [];
    private readonly TimerQueue _queue;
    private readonly DeviceTimer _timer;

    public TimerQueueTests()
    {
        _queue = new TimerQueue(new StoppedClock());
        _queue.Use(this);
        _timer = _queue.Create(_ => { });
        _timer.Arm(1000);
    }

    void IAlarm.Set(ulong deadline) => _set.Add(deadline == TimerQueue.Never ? "never" : $"{deadline}");

    [Fact]
    public void WhoSleepsUntilTheDeadlineHasNoAlarmBeside()
    {
        Assert.Equal(1000UL, _queue.TakeOver());
        Assert.Equal(["1000", "never"], _set);
    }

    [Fact]
    public void TheAlarmIsBackOnceTheSleeperHasRunWhatIsDue()
    {
        _queue.TakeOver();
        _queue.RunDue();
        Assert.Equal(["1000", "never", "1000"], _set);
    }

    [Fact]
    public void WithoutADeadlineTheAlarmDoesNotRingAgain()
    {
        _timer.Cancel();
        _queue.RunDue();
        Assert.Equal(TimerQueue.Never, _queue.TakeOver());
        Assert.Equal(["1000", "never"], _set);
    }
}
