using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>
/// CMOS memory with the MC146818 clock at ports 0x70 and 0x71: time of day in UTC, periodic, alarm and update interrupts
/// on IRQ 8, memory size where the BIOS would have left it.
/// </summary>
public sealed class RealTimeClock : IPortDevice
{
    public const ushort FirstPort = 0x70;
    public const int PortCount = 2, Irq = 8;
    /// <summary>Where the century stands; ACPI's FADT names it.</summary>
    public const byte CenturyRegister = 0x32;

    private const int StatusA = 10, StatusB = 11, StatusC = 12, StatusD = 13;
    private const byte PeriodicEnable = 0x40, UpdateEnable = 0x10, AlarmEnable = 0x20, Binary = 4, Hours24 = 2, Stopped = 0x80;
    private const ulong Second = 1_000_000_000;

    private readonly byte[] _memory = new byte[128];
    private readonly Action<bool> _setIrq;
    private readonly Func<DateTime> _utcNow;
    private readonly TimerQueue _timers;
    private readonly TickTimer _periodic;
    private readonly DeviceTimer _update;
    private int _index;
    private TimeSpan _adjustment;

    /// <param name="memoryBytes">RAM size, for the extended-memory bytes.</param>
    /// <param name="utcNow">The host's time of day.</param>
    public RealTimeClock(TimerQueue timers, Action<bool> setIrq, ulong memoryBytes, Func<DateTime> utcNow)
    {
        (_timers, _setIrq, _utcNow) = (timers, setIrq, utcNow);
        _periodic = new TickTimer(timers, tick => tick + Period, () => Raise(PeriodicEnable), () => (_memory[StatusC] & PeriodicEnable) != 0);
        _update = timers.Create(Update);
        _memory[StatusA] = 0x26;
        _memory[StatusB] = Hours24;
        _memory[StatusD] = 0x80;
        StoreMemorySize(memoryBytes);
    }

    /// <summary>Bit 7 of the index port: the chipset holds NMIs back.</summary>
    public bool IsNonMaskableOff { get; private set; }

    public byte Read(int offset)
    {
        if (offset == 0) return (byte)_index;
        switch (_index)
        {
            case <= 9 or CenturyRegister: return Field(_index);
            case StatusC: return ReadCauses();
            default: return _memory[_index];
        }
    }

    public void Write(int offset, byte value)
    {
        if (offset == 0)
        {
            _index = value & 0x7F;
            IsNonMaskableOff = (value & 0x80) != 0;
            return;
        }
        switch (_index)
        {
            case 1 or 3 or 5: _memory[_index] = value; break;
            case <= 9 or CenturyRegister: SetField(_index, value); break;
            case StatusA: _memory[StatusA] = (byte)(value & 0x7F); Schedule(); break;
            case StatusB: _memory[StatusB] = value; Schedule(); break;
            case StatusC or StatusD: break;
            default: _memory[_index] = value; break;
        }
    }

    private DateTime Now => _utcNow() + _adjustment;

    private byte Field(int index)
    {
        var now = Now;
        return index switch
        {
            0 => Encode(now.Second),
            2 => Encode(now.Minute),
            4 => EncodeHour(now.Hour),
            6 => Encode((int)now.DayOfWeek + 1),
            7 => Encode(now.Day),
            8 => Encode(now.Month),
            9 => Encode(now.Year % 100),
            CenturyRegister => Encode(now.Year / 100),
            _ => _memory[index],
        };
    }

    /// <summary>Setting the clock moves it against the host's; a value that is no date is ignored.</summary>
    private void SetField(int index, byte value)
    {
        var now = Now;
        int number = (_memory[StatusB] & Binary) != 0 ? value : (value >> 4) * 10 + (value & 15);
        try
        {
            var set = index switch
            {
                0 => new DateTime(now.Year, now.Month, now.Day, now.Hour, now.Minute, number),
                2 => new DateTime(now.Year, now.Month, now.Day, now.Hour, number, now.Second),
                4 => new DateTime(now.Year, now.Month, now.Day, number, now.Minute, now.Second),
                7 => new DateTime(now.Year, now.Month, number, now.Hour, now.Minute, now.Second),
                8 => new DateTime(now.Year, number, now.Day, now.Hour, now.Minute, now.Second),
                9 => new DateTime(now.Year / 100 * 100 + number, now.Month, now.Day, now.Hour, now.Minute, now.Second),
                _ => now,
            };
            _adjustment += set - now;
        }
        catch (ArgumentOutOfRangeException)
        {
            return;
        }
    }

    private byte Encode(int number) => (_memory[StatusB] & Binary) != 0 ? (byte)number : (byte)(number / 10 << 4 | number % 10);

    private byte EncodeHour(int hour)
    {
        if ((_memory[StatusB] & Hours24) != 0) return Encode(hour);
        return (byte)(Encode(hour % 12 == 0 ? 12 : hour % 12) | (hour >= 12 ? 0x80 : 0));
    }

    private byte ReadCauses()
    {
        byte causes = _memory[StatusC];
        _memory[StatusC] = 0;
        _setIrq(false);
        _periodic.CatchUp();
        return causes;
    }

    private void Schedule()
    {
        ulong now = _timers.Clock.Nanoseconds;
        if ((_memory[StatusB] & PeriodicEnable) != 0 && Period != 0) _periodic.Start(now + Period);
        else _periodic.Stop();
        bool updates = (_memory[StatusB] & (UpdateEnable | AlarmEnable)) != 0 && (_memory[StatusB] & Stopped) == 0;
        if (updates) _update.Arm(now + UntilNextSecond);
        else _update.Cancel();
    }

    /// <summary>Rate 1 and 2 are 256 and 128 Hz, 3 to 15 are 32,768 Hz halved each time; 0 is none.</summary>
    private ulong Period
    {
        get
        {
            int rate = _memory[StatusA] & 15;
            if (rate == 0) return 0;
            return Second * (1UL << (rate < 3 ? rate + 6 : rate - 1)) / 32_768;
        }
    }

    private ulong UntilNextSecond => Second - (ulong)(Now.Ticks % TimeSpan.TicksPerSecond * 100);

    private void Update(ulong deadline)
    {
        _update.Arm(_timers.Clock.Nanoseconds + UntilNextSecond);
        Raise(UpdateEnable);
        // The two upper bits of an alarm byte mean "any".
        bool Matches(int alarm) => (_memory[alarm] & 0xC0) == 0xC0 || _memory[alarm] == Field(alarm - 1);
        if (Matches(1) && Matches(3) && Matches(5)) Raise(AlarmEnable);
    }

    private void Raise(byte cause)
    {
        _memory[StatusC] |= cause;
        if ((_memory[StatusB] & cause) == 0) return;
        _memory[StatusC] |= 0x80;
        _setIrq(true);
    }

    /// <summary>Base memory in KiB at 0x15, extended in KiB at 0x17 and 0x30, above 16 MiB in 64 KiB at 0x34.</summary>
    private void StoreMemorySize(ulong bytes)
    {
        Store16(0x15, 640);
        ulong extended = bytes > 1 << 20 ? Math.Min((bytes - (1 << 20)) / 1024, 0xFFFF) : 0;
        Store16(0x17, extended);
        Store16(0x30, extended);
        Store16(0x34, bytes > 16 << 20 ? Math.Min((bytes - (16 << 20)) / 65536, 0xFFFF) : 0);
    }

    private void Store16(int index, ulong value) => (_memory[index], _memory[index + 1]) = ((byte)value, (byte)(value >> 8));
}
