using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>
/// One channel of an 8254 (Intel 8254 data sheet). Nothing runs: count and output follow from the time at which the count
/// was loaded. Modes 0 to 5, binary and BCD, latch and read-back.
/// </summary>
internal sealed class TimerChannel8254(bool gate)
{
    /// <summary>The PC's oscillator divided by twelve.</summary>
    public const ulong Frequency = 1_193_182;
    private const ulong Second = 1_000_000_000;

    private int _access = 3, _mode;
    private bool _binaryCodedDecimal, _gate = gate, _loaded, _writeHigh, _readHigh, _triggered;
    private byte _countLow;
    private uint _count = 65536;
    private ulong _start, _gateClosedAt;
    private byte? _status;
    private ushort? _latch;
    private bool _latchHigh;

    public void WriteControl(byte value, ulong now)
    {
        int access = value >> 4 & 3;
        if (access == 0)
        {
            LatchCount(now);
            return;
        }
        _access = access;
        // Modes 2 and 3 may also be written as 6 and 7.
        int mode = value >> 1 & 7;
        _mode = mode > 5 ? mode - 4 : mode;
        _binaryCodedDecimal = (value & 1) != 0;
        (_loaded, _writeHigh, _readHigh, _triggered, _latch, _status) = (false, false, false, false, null, null);
    }

    /// <summary>One byte of the count; the last one loads it. A count of 0 means 65,536, or 10,000 in BCD.</summary>
    public void WriteCount(byte value, ulong now)
    {
        switch (_access)
        {
            case 1: Load(value, now); break;
            case 2: Load((uint)value << 8, now); break;
            case 3 when !_writeHigh:
                (_countLow, _writeHigh) = (value, true);
                // In mode 0 the first byte stops the counting.
                if (_mode == 0) _loaded = false;
                break;
            default:
                _writeHigh = false;
                Load(_countLow | (uint)value << 8, now);
                break;
        }
    }

    private void Load(uint value, ulong now)
    {
        if (_binaryCodedDecimal) value = FromDecimal(value);
        _count = value != 0 ? value : _binaryCodedDecimal ? 10_000u : 65_536u;
        // Periodic modes take a new count at the end of the running period; starting anew differs by less than a period.
        (_loaded, _start) = (true, now);
        _gateClosedAt = now;
    }

    /// <summary>Modes 1 and 5 start at the gate's rising edge; modes 2 and 3 start over; 0 and 4 pause while it is low.</summary>
    public void SetGate(bool high, ulong now)
    {
        if (high == _gate) return;
        _gate = high;
        if (!high)
        {
            _gateClosedAt = now;
            return;
        }
        if (_mode is 0 or 4) _start += now - Math.Max(_gateClosedAt, _start);
        else (_start, _triggered) = (now, true);
    }

    public byte Read(ulong now)
    {
        if (_status is { } status)
        {
            _status = null;
            return status;
        }
        if (_latch is { } latched) return ReadLatch(latched);
        ushort value = Current(now);
        if (_access == 1) return (byte)value;
        if (_access == 2) return (byte)(value >> 8);
        _readHigh = !_readHigh;
        return _readHigh ? (byte)value : (byte)(value >> 8);
    }

    private byte ReadLatch(ushort latched)
    {
        bool high = _access == 2 || _latchHigh;
        bool more = _access == 3 && !_latchHigh;
        _latchHigh = more;
        if (!more) _latch = null;
        return (byte)(high ? latched >> 8 : latched);
    }

    /// <summary>The first of several latch commands counts.</summary>
    public void LatchCount(ulong now)
    {
        if (_latch is not null) return;
        (_latch, _latchHigh) = (Current(now), false);
    }

    /// <summary>Status byte: output, null count, access, mode, BCD.</summary>
    public void LatchStatus(ulong now) => _status ??= (byte)(
        (Output(now) ? 0x80 : 0) | (_loaded ? 0 : 0x40) | _access << 4 | _mode << 1 | (_binaryCodedDecimal ? 1 : 0));

    /// <summary>The OUT pin.</summary>
    public bool Output(ulong now) => _mode switch
    {
        0 => _loaded && Elapsed(now) >= _count,
        1 => !_triggered || !_loaded || Elapsed(now) >= _count,
        2 => !Counting || Elapsed(now) % _count != _count - 1,
        3 => !Counting || Elapsed(now) % _count < (_count + 1) / 2,
        _ => !_loaded || (_mode == 5 && !_triggered) || Elapsed(now) != _count,
    };

    /// <summary>When the output next rises, in nanoseconds; <see cref="TimerQueue.Never"/> when it will not by itself.</summary>
    public ulong NextRisingEdge(ulong now)
    {
        if (!Counting || (_mode is 1 or 5 && !_triggered)) return TimerQueue.Never;
        ulong elapsed = Elapsed(now);
        if (_mode is 2 or 3) return TimeOf((elapsed / _count + 1) * _count);
        // Modes 0, 1 rise at the end of the count; the strobe of 4 and 5 ends one clock later.
        ulong end = _mode is 0 or 1 ? _count : _count + 1;
        return elapsed >= end ? TimerQueue.Never : TimeOf(end);
    }

    private bool Counting => _loaded && _gate;

    private ulong Elapsed(ulong now)
    {
        ulong until = _gate || _mode is 1 or 5 ? now : Math.Max(_gateClosedAt, _start);
        return (ulong)((UInt128)(until - _start) * Frequency / Second);
    }

    /// <summary>The first nanosecond at which this many clocks have passed.</summary>
    private ulong TimeOf(ulong clocks) => _start + (ulong)(((UInt128)clocks * Second + Frequency - 1) / Frequency);

    private ushort Current(ulong now)
    {
        uint modulus = _binaryCodedDecimal ? 10_000u : 65_536u;
        if (!_loaded || (_mode is 1 or 5 && !_triggered)) return Encode(_count % modulus);
        ulong elapsed = Elapsed(now);
        uint value = _mode switch
        {
            2 => _count - (uint)(elapsed % _count),
            // Square wave: counts down by two, twice in a period.
            3 => _count - (uint)(elapsed * 2 % _count) & ~1u,
            _ => (uint)((_count + (ulong)modulus * (elapsed / modulus + 1) - elapsed) % modulus),
        };
        return Encode(value % modulus);
    }

    private ushort Encode(uint value) => !_binaryCodedDecimal ? (ushort)value
        : (ushort)(value / 1000 << 12 | value / 100 % 10 << 8 | value / 10 % 10 << 4 | value % 10);

    private static uint FromDecimal(uint value) =>
        (value >> 12 & 15) * 1000 + (value >> 8 & 15) * 100 + (value >> 4 & 15) * 10 + (value & 15);
}
