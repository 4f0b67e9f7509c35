using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>
/// The PC's 8254 interval timer at 0x40–0x43: channel 0 is IRQ 0, channel 1 refresh, channel 2 the speaker, whose gate and
/// output stand in port 0x61.
/// </summary>
public sealed class IntervalTimer8254 : IPortDevice
{
    public const ushort FirstPort = 0x40, SystemControlPort = 0x61;
    public const int PortCount = 4;

    private readonly TimerQueue _timers;
    private readonly TickTimer _tick;
    private readonly Action<bool> _setIrq0;
    private readonly TimerChannel8254[] _channels = [new(gate: true), new(gate: true), new(gate: false)];

    /// <param name="setIrq0">Drives IRQ 0 with channel 0's output.</param>
    /// <param name="isWaiting">The last edge of it has yet to be taken by the processor.</param>
    public IntervalTimer8254(TimerQueue timers, Action<bool> setIrq0, Func<bool> isWaiting)
    {
        (_timers, _setIrq0) = (timers, setIrq0);
        _tick = new TickTimer(timers, _channels[0].NextRisingEdge, Tick, isWaiting);
    }

    public void Attach(PortBus ports)
    {
        ports.Attach(FirstPort, PortCount, this);
        ports.Attach(SystemControlPort, 1, new SystemControl(this));
    }

    private ulong Now => _timers.Clock.Nanoseconds;

    public byte Read(int offset) => offset == 3 ? (byte)0xFF : _channels[offset].Read(Now);

    // One time for all of it: a short count must not run out between its loading and the arming of its edge.
    public void Write(int offset, byte value)
    {
        ulong now = Now;
        if (offset == 3) WriteControl(value, now);
        else _channels[offset].WriteCount(value, now);
        if (offset == 0 || offset == 3 && IsMode(value)) Restart(now);
    }

    /// <summary>Channel 0 gets a mode: no read-back, no latch.</summary>
    private static bool IsMode(byte control) => control >> 6 == 0 && (control & 0x30) != 0;

    /// <summary>The control word: channel (3 is read-back), access, mode, BCD.</summary>
    private void WriteControl(byte value, ulong now)
    {
        int channel = value >> 6;
        if (channel != 3)
        {
            _channels[channel].WriteControl(value, now);
            return;
        }
        for (int i = 0; i < 3; i++)
        {
            if ((value & 2 << i) == 0) continue;
            // In the read-back command these two bits are active low.
            if ((value & 0x10) == 0) _channels[i].LatchStatus(now);
            if ((value & 0x20) == 0) _channels[i].LatchCount(now);
        }
    }

    /// <summary>
    /// A mode whose output begins low takes the line down. One that begins high makes no edge: on a PC the firmware's own
    /// programming has left the output high.
    /// </summary>
    private void Restart(ulong now)
    {
        if (!_channels[0].Output(now)) _setIrq0(false);
        _tick.Start(_channels[0].NextRisingEdge(now));
    }

    /// <summary>At each rising edge of channel 0: the line falls and rises, so that the controller sees the edge.</summary>
    private void Tick()
    {
        _setIrq0(false);
        _setIrq0(true);
    }

    /// <summary>Port 0x61: bit 0 channel 2's gate, bit 1 speaker, bit 4 refresh toggle, bit 5 channel 2's output.</summary>
    private sealed class SystemControl(IntervalTimer8254 timer) : IPortDevice
    {
        private byte _low;

        public byte Read(int offset)
        {
            // The refresh request toggles every 15 microseconds.
            int refresh = (int)(timer.Now / 15_000 & 1) << 4;
            int output = timer._channels[2].Output(timer.Now) ? 0x20 : 0;
            return (byte)(_low | refresh | output);
        }

        public void Write(int offset, byte value)
        {
            _low = (byte)(value & 0x0F);
            timer._channels[2].SetGate((value & 1) != 0, timer.Now);
        }
    }
}
