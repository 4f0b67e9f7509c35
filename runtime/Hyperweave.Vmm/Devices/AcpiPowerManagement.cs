using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>
/// ACPI's fixed hardware (ACPI 6.4, section 4.8): PM1 event and control registers, and the PM timer. ACPI mode is always
/// on. Sleep type 5 is soft off; no other is offered. There are no buttons.
/// </summary>
public sealed class AcpiPowerManagement : IWidePortDevice
{
    public const ushort FirstPort = 0x600;
    public const int PortCount = 12, EventOffset = 0, ControlOffset = 4, TimerOffset = 8, Irq = 9;

    /// <summary>The value of SLP_TYP that the DSDT's \_S5 names.</summary>
    public const byte SoftOff = 5;

    private const ulong Frequency = 3_579_545, Second = 1_000_000_000;
    private const ushort TimerStatus = 1, ControlInterrupts = 1;
    /// <summary>Timer, global lock, power button, sleep button, clock: a guest finds set what it has set, though only the timer has events.</summary>
    private const ushort EnableBits = 1 << 0 | 1 << 5 | 1 << 8 | 1 << 9 | 1 << 10;

    private readonly TimerQueue _timers;
    private readonly DeviceTimer _overflow;
    private readonly Action<bool> _setIrq;
    private readonly Action _powerOff;
    private ushort _status, _enable;

    /// <param name="setIrq">Drives the system control interrupt, level-triggered.</param>
    /// <param name="powerOff">Called when the guest switches itself off.</param>
    public AcpiPowerManagement(TimerQueue timers, Action<bool> setIrq, Action powerOff)
    {
        (_timers, _setIrq, _powerOff) = (timers, setIrq, powerOff);
        _overflow = timers.Create(_ => Overflow());
    }

    public byte Read(int offset) => (byte)Read(offset, 1);

    public void Write(int offset, byte value) => Write(offset, 1, value);

    public uint Read(int offset, int width)
    {
        uint register = (offset & ~3) switch
        {
            EventOffset => (uint)(_status | _enable << 16),
            ControlOffset => ControlInterrupts,
            _ => Ticks,
        };
        return register >> 8 * (offset & 3) & (uint)(ulong.MaxValue >> 64 - 8 * width);
    }

    public void Write(int offset, int width, uint value)
    {
        ulong written = (ulong)value << 8 * (offset & 3), mask = ulong.MaxValue >> 64 - 8 * width << 8 * (offset & 3);
        switch (offset & ~3)
        {
            case EventOffset:
                _status &= (ushort)~written;
                _enable = (ushort)((_enable & ~(mask >> 16) | written >> 16) & EnableBits);
                Update();
                break;
            case ControlOffset:
                const ulong sleepEnable = 1 << 13;
                if ((written & sleepEnable) != 0 && (written >> 10 & 7) == SoftOff) _powerOff();
                break;
        }
    }

    /// <summary>32 bits, as the FADT says.</summary>
    private uint Ticks => (uint)((UInt128)_timers.Clock.Nanoseconds * Frequency / Second);

    /// <summary>The timer's top bit changes every 2^31 ticks, which sets its status.</summary>
    private void Overflow()
    {
        _status |= TimerStatus;
        Update();
    }

    private void Update()
    {
        if ((_enable & TimerStatus) == 0) _overflow.Cancel();
        else if (_overflow.Deadline == TimerQueue.Never) _overflow.Arm(NextOverflow());
        _setIrq((_status & _enable) != 0);
    }

    private ulong NextOverflow()
    {
        const ulong half = 1UL << 31;
        ulong ticks = (ulong)((UInt128)_timers.Clock.Nanoseconds * Frequency / Second);
        return (ulong)((UInt128)((ticks / half + 1) * half) * Second / Frequency) + 1;
    }
}
