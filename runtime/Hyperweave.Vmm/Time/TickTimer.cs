namespace Hyperweave.Vmm.Time;

/// <summary>
/// A timer that may be periodic, and of which a busy host loses no tick: those that passed while the processor's thread did not run
/// are owed, and come one at a time, each when the guest has taken the one before. What the guest itself keeps waiting is lost, as on a PC.
/// </summary>
internal sealed class TickTimer
{
    private const ulong MostOwed = 100;
    /// <summary>In nanoseconds. Of a faster timer a guest would do nothing but catch up.</summary>
    private const ulong LeastPeriod = 500_000;

    private readonly DeviceTimer _timer;
    private readonly IMachineClock _clock;
    private readonly Func<ulong, ulong> _following;
    private readonly Action _raise;
    private readonly Func<bool> _isWaiting;
    private ulong _owed;

    /// <param name="following">When the tick after one at this time comes; <see cref="TimerQueue.Never"/> where there is one only.</param>
    /// <param name="raise">A tick: <see cref="Next"/> is the time of the following one.</param>
    /// <param name="isWaiting">The guest has yet to take the tick that was raised last: another one would be lost.</param>
    public TickTimer(TimerQueue queue, Func<ulong, ulong> following, Action raise, Func<bool> isWaiting)
    {
        (_clock, _following, _raise, _isWaiting) = (queue.Clock, following, raise, isWaiting);
        _timer = queue.Create(Expire);
        queue.Add(this);
    }

    /// <summary>In nanoseconds of the machine's clock; <see cref="TimerQueue.Never"/> while idle.</summary>
    public ulong Next => _timer.Deadline;

    /// <summary>Begins anew, with a tick at a time; <see cref="TimerQueue.Never"/> stops.</summary>
    public void Start(ulong at)
    {
        _owed = 0;
        if (at == TimerQueue.Never) _timer.Cancel();
        else _timer.Arm(at);
    }

    public void Stop() => Start(TimerQueue.Never);

    /// <summary>The guest may have taken a tick.</summary>
    public void CatchUp()
    {
        if (_owed == 0 || _isWaiting()) return;
        _owed--;
        _raise();
    }

    private void Expire(ulong due)
    {
        ulong next = _following(due), now = _clock.Nanoseconds;
        if (next <= now) next = Miss(due, next - due, now);
        if (next != TimerQueue.Never) _timer.Arm(next);
        if (_owed != 0 && _isWaiting()) Owe(1);
        else _raise();
    }

    /// <returns>The first tick that is still to come.</returns>
    private ulong Miss(ulong due, ulong period, ulong now)
    {
        ulong missed = (now - due) / period;
        if (period >= LeastPeriod) Owe(missed);
        return _following(due + missed * period);
    }

    private void Owe(ulong ticks) => _owed = Math.Min(_owed + ticks, MostOwed);
}
