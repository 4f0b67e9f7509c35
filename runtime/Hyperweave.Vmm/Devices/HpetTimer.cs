using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>One comparator of an HPET (IA-PC HPET Specification 1.0a, section 2.3.8).</summary>
internal sealed class HpetTimer
{
    private const uint Level = 1 << 1, InterruptEnable = 1 << 2, Periodic = 1 << 3, PeriodicCapable = 1 << 4, Size64 = 1 << 5, SetValue = 1 << 6;
    private const uint Mode32 = 1 << 8, Writable = Level | InterruptEnable | Periodic | SetValue | Mode32 | 31 << 9;
    /// <summary>Pins that a timer may drive: those of the I/O APIC without an ISA device.</summary>
    private const uint Routes = 0x00F0_0000;
    /// <summary>Half of all nanoseconds, in ticks: 292 years.</summary>
    private const ulong LongestPeriod = ulong.MaxValue / 2 / Hpet.NanosecondsPerTick;
    private const int LegacyTimerPin = 2, LegacyClockPin = 8;

    private readonly Hpet _hpet;
    private readonly TickTimer _timer;
    private readonly int _index;
    private uint _configuration;
    private ulong _comparator = ulong.MaxValue, _period;

    public HpetTimer(Hpet hpet, TimerQueue timers, int index)
    {
        (_hpet, _index) = (hpet, index);
        _timer = new TickTimer(timers, Following, Expire, () => _hpet.Pins.IsWaiting(Pin));
    }

    private bool IsPeriodic => (_configuration & Periodic) != 0;
    private bool Is32Bit => (_configuration & Mode32) != 0;
    private int Pin => _hpet.IsLegacy && _index < 2 ? (_index == 0 ? LegacyTimerPin : LegacyClockPin) : (int)(_configuration >> 9 & 31);

    public uint Read(uint offset) => offset switch
    {
        0x00 => _configuration | Size64 | (_index == 0 ? PeriodicCapable : 0),
        0x04 => Routes,
        0x08 => (uint)_comparator,
        0x0C => (uint)(_comparator >> 32),
        _ => 0,
    };

    public void Write(uint offset, uint value)
    {
        switch (offset)
        {
            case 0x00: Configure(value); break;
            case 0x08: SetComparator(_comparator & ~0xFFFF_FFFFUL | value, _period & ~0xFFFF_FFFFUL | value); break;
            case 0x0C: SetComparator(_comparator & 0xFFFF_FFFF | (ulong)value << 32, _period & 0xFFFF_FFFF | (ulong)value << 32); break;
        }
    }

    /// <summary>Withdraws a level-triggered interrupt.</summary>
    public void Lower()
    {
        if ((_configuration & Level) != 0) _hpet.Pins.SetPin(Pin, false);
    }

    /// <summary>Arms the timer for the comparator's next match, or stops it.</summary>
    public void Schedule()
    {
        if (!_hpet.IsCounting || (_configuration & InterruptEnable) == 0)
        {
            _timer.Stop();
            return;
        }
        ulong counter = _hpet.Counter;
        // A match is equality: a comparator already passed is met again only after the counter has wrapped.
        ulong ahead = Narrow(_comparator - counter);
        if (ahead >= LongestPeriod) _timer.Stop();
        else _timer.Start(_hpet.TimeOf(counter + ahead));
    }

    private void Configure(uint value)
    {
        _configuration = value & (_index == 0 ? Writable : Writable & ~(Periodic | SetValue));
        Schedule();
    }

    /// <summary>In periodic mode a write sets the period, and the comparator only where the guest has asked for it.</summary>
    private void SetComparator(ulong comparator, ulong period)
    {
        if (IsPeriodic) _period = Narrow(period);
        if (!IsPeriodic || (_configuration & SetValue) != 0) _comparator = Narrow(comparator);
        _configuration &= ~SetValue;
        Schedule();
    }

    private ulong Following(ulong tick) => IsPeriodic && _period is not 0 and < LongestPeriod ? tick + _period * Hpet.NanosecondsPerTick : TimerQueue.Never;

    private void Expire()
    {
        _hpet.SetStatus(_index);
        if ((_configuration & Level) == 0) _hpet.Pins.SetPin(Pin, false);
        _hpet.Pins.SetPin(Pin, true);
        if (_timer.Next != TimerQueue.Never) _comparator = Narrow(_hpet.CounterAt(_timer.Next));
    }

    private ulong Narrow(ulong value) => Is32Bit ? (uint)value : value;
}
