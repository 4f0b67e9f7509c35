namespace Hyperweave.Vmm.Time;

/// <summary>Wakes the machine at a time; the host's side of <see cref="TimerQueue"/>.</summary>
public interface IAlarm
{
    /// <summary>Replaces the time, in nanoseconds of the machine's clock; <see cref="TimerQueue.Never"/> for none. It may ring again until it is replaced.</summary>
    /// <returns>False where the time was so near that it was waited for: it has passed, and the alarm is what it was.</returns>
    bool Set(ulong deadline);
}

/// <summary>
/// The deadlines of all devices. Timers are armed and run on the processor's thread only; the alarm makes
/// that thread leave the guest when one is due.
/// </summary>
public sealed class TimerQueue(IMachineClock clock)
{
    public const ulong Never = ulong.MaxValue;
    /// <summary>
    /// In nanoseconds. From one deadline to the alarm behind it: a guest that wakes up for a timer sets the next in this time, mostly, which
    /// is later than that alarm, so that none is set. Setting one took 3 to 40 microseconds of its way, on a processor that has just slept.
    /// </summary>
    internal const ulong Grace = 300_000;

    // A machine has about six timers: a scan beats a heap.
    private readonly List<DeviceTimer> _timers = [];
    private readonly List<TickTimer> _ticks = [];
    private ulong _alarmAt = Never;
    private IAlarm? _alarm;

    public IMachineClock Clock { get; } = clock;

    /// <summary>A deadline was waited for when it was armed: <see cref="RunDue"/> comes before the guest goes on.</summary>
    internal bool IsDue { get; private set; }

    /// <summary>From now on this alarm is set for what is armed. Tests have none: they call <see cref="RunDue"/> themselves.</summary>
    public void Use(IAlarm alarm)
    {
        (_alarm, _alarmAt) = (alarm, Never);
        UpdateAlarm();
    }

    /// <summary>The guest has taken an interrupt in: what is owed to it may follow.</summary>
    public void InterruptTaken()
    {
        foreach (var ticks in _ticks) ticks.CatchUp();
    }

    internal void Add(TickTimer ticks) => _ticks.Add(ticks);

    /// <summary>Creates an idle timer.</summary>
    /// <param name="expired">Gets the deadline that has passed, so that a periodic timer adds to it and does not drift.</param>
    public DeviceTimer Create(Action<ulong> expired)
    {
        var timer = new DeviceTimer(this, expired);
        _timers.Add(timer);
        return timer;
    }

    public ulong NextDeadline
    {
        get
        {
            ulong next = Never;
            foreach (var timer in _timers) next = Math.Min(next, timer.Deadline);
            return next;
        }
    }

    /// <summary>Runs every timer whose deadline has passed, earliest first, and sets the alarm for the next.</summary>
    public void RunDue()
    {
        bool hasRung = Clock.Nanoseconds >= _alarmAt;
        if (hasRung) _alarmAt = Never;
        do
        {
            IsDue = false;
            ulong now = Clock.Nanoseconds;
            while (Earliest(now) is { } due) due.Expire();
            UpdateAlarm();
        }
        while (IsDue);
        if (hasRung && _alarmAt == Never) _alarm?.Set(Never);
    }

    /// <summary>The processor sleeps until the deadline that this gives, by itself, and calls <see cref="RunDue"/>: the alarm is for what comes after that.</summary>
    internal ulong TakeOver()
    {
        ulong next = NextDeadline;
        ulong after = next == Never ? Never : next + Grace;
        if (after != _alarmAt) _alarm?.Set(after);
        _alarmAt = after;
        return next;
    }

    internal void UpdateAlarm()
    {
        if (IsDue) return;
        ulong next = NextDeadline;
        // An alarm that comes too early does no harm; one set later saves a system call.
        if (next >= _alarmAt) return;
        if (_alarm is null || _alarm.Set(next)) _alarmAt = next;
        else IsDue = true;
    }

    private DeviceTimer? Earliest(ulong now)
    {
        DeviceTimer? earliest = null;
        foreach (var timer in _timers)
            if (timer.Deadline <= now && timer.Deadline < (earliest?.Deadline ?? Never)) earliest = timer;
        return earliest;
    }
}

/// <summary>One deadline of one device.</summary>
public sealed class DeviceTimer(TimerQueue queue, Action<ulong> expired)
{
    /// <summary>Nanoseconds of the machine's clock; <see cref="TimerQueue.Never"/> while idle.</summary>
    public ulong Deadline { get; private set; } = TimerQueue.Never;

    public void Arm(ulong deadline)
    {
        Deadline = deadline;
        queue.UpdateAlarm();
    }

    public void Cancel() => Deadline = TimerQueue.Never;

    internal void Expire()
    {
        ulong deadline = Deadline;
        Deadline = TimerQueue.Never;
        expired(deadline);
    }
}
