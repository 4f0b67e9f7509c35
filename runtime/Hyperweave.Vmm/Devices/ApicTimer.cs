using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>
/// The local APIC's timer (Intel SDM 3A 10.5.4): one-shot and periodic from a 10 MHz clock behind a divider, or at a value
/// of the time-stamp counter.
/// </summary>
internal sealed class ApicTimer
{
    private const uint Periodic = 1, Deadline = 2;
    private const ulong NanosecondsPerTick = 1_000_000_000 / LocalApic.TimerHertz;

    private readonly TimerQueue _timers;
    private readonly TickTimer _timer;
    private readonly ITimeStampCounter _counter;
    private readonly Action _expired;
    private uint _initialCount, _divideConfiguration, _mode;
    private ulong _tscDeadline;

    /// <param name="isWaiting">The processor has yet to take the interrupt of the last expiry.</param>
    public ApicTimer(TimerQueue timers, ITimeStampCounter counter, Action expired, Func<bool> isWaiting)
    {
        (_timers, _counter, _expired) = (timers, counter, expired);
        _timer = new TickTimer(timers, Following, Expire, isWaiting);
    }

    /// <summary>LVT bits 18..17. Changing to or from deadline mode disarms.</summary>
    public uint Mode
    {
        get => _mode;
        set
        {
            if (_mode != value && (_mode == Deadline || value == Deadline)) Disarm();
            _mode = value;
        }
    }

    public uint DivideConfiguration
    {
        get => _divideConfiguration;
        set => _divideConfiguration = value;
    }

    /// <summary>Writing starts the timer; zero stops it.</summary>
    public uint InitialCount
    {
        get => _initialCount;
        set
        {
            if (_mode == Deadline) return;
            _initialCount = value;
            if (value == 0) _timer.Stop();
            else _timer.Start(_timers.Clock.Nanoseconds + Period);
        }
    }

    public uint CurrentCount
    {
        get
        {
            if (_timer.Next == TimerQueue.Never || _mode == Deadline) return 0;
            ulong now = _timers.Clock.Nanoseconds;
            return now >= _timer.Next ? 0 : (uint)((_timer.Next - now) / TickLength);
        }
    }

    public ulong TscDeadline
    {
        get => _tscDeadline;
        set
        {
            if (_mode != Deadline) return;
            _tscDeadline = value;
            if (value == 0) _timer.Stop();
            else _timer.Start(_timers.Clock.Nanoseconds + NanosecondsUntil(value));
        }
    }

    /// <summary>Bits 3, 1, 0 of the register: divide by 2, 4 … 128, 1.</summary>
    private ulong Divider => 1UL << (int)(((_divideConfiguration & 3 | _divideConfiguration >> 1 & 4) + 1) & 7);

    private ulong TickLength => Divider * NanosecondsPerTick;

    private ulong Period => _initialCount * TickLength;

    private ulong NanosecondsUntil(ulong tsc)
    {
        ulong now = _counter.Read();
        return tsc <= now ? 0 : (ulong)((UInt128)(tsc - now) * 1_000_000_000 / _counter.Frequency);
    }

    private ulong Following(ulong tick) => _mode == Periodic && _initialCount != 0 ? tick + Period : TimerQueue.Never;

    private void Expire()
    {
        _tscDeadline = 0;
        _expired();
    }

    private void Disarm()
    {
        _timer.Stop();
        (_initialCount, _tscDeadline) = (0, 0);
    }
}
