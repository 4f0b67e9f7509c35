using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>
/// A high precision event timer (IA-PC HPET Specification 1.0a): a 64-bit counter at 100 MHz and three comparators, of
/// which the first can be periodic; interrupts to the I/O APIC's pins, or in place of the 8254 and the clock (legacy replacement).
/// </summary>
public sealed class Hpet : IMemoryDevice
{
    public const ulong PhysicalBase = 0xFED0_0000;
    public const ulong Length = 1024;
    public const int TimerCount = 3;
    /// <summary>Capabilities, lower half: vendor, legacy replacement, 64 bits, number of timers, revision.</summary>
    public const uint Capabilities = 0x8086_0000 | 1 << 15 | 1 << 13 | (TimerCount - 1) << 8 | 1;

    internal const ulong NanosecondsPerTick = 10;
    private const uint FemtosecondsPerTick = (uint)NanosecondsPerTick * 1_000_000;
    private const uint Enable = 1, LegacyReplacement = 2;

    private readonly IMachineClock _clock;
    private readonly HpetTimer[] _timers;
    private uint _configuration, _status;
    /// <summary>Counter minus machine time while it counts; the counter itself while it stands.</summary>
    private ulong _offset;

    /// <param name="pins">Where the timers' interrupts go.</param>
    /// <param name="replaceLegacy">Says whether the timers stand in for IRQ 0 and IRQ 8.</param>
    public Hpet(TimerQueue timers, IoApic pins, Action<bool> replaceLegacy)
    {
        _clock = timers.Clock;
        (Pins, ReplaceLegacy) = (pins, replaceLegacy);
        _timers = [new HpetTimer(this, timers, 0), new HpetTimer(this, timers, 1), new HpetTimer(this, timers, 2)];
    }

    internal IoApic Pins { get; }
    internal bool IsLegacy => (_configuration & LegacyReplacement) != 0;
    internal bool IsCounting => (_configuration & Enable) != 0;
    private Action<bool> ReplaceLegacy { get; }

    internal ulong Counter => IsCounting ? Ticks + _offset : _offset;

    private ulong Ticks => _clock.Nanoseconds / NanosecondsPerTick;

    /// <summary>When the counter reaches a value, in nanoseconds of the machine's clock.</summary>
    internal ulong TimeOf(ulong counter) => (counter - _offset) * NanosecondsPerTick;

    /// <summary>What the counter is then.</summary>
    internal ulong CounterAt(ulong nanoseconds) => nanoseconds / NanosecondsPerTick + _offset;

    internal bool Status(int timer) => (_status >> timer & 1) != 0;

    internal void SetStatus(int timer) => _status |= 1u << timer;

    public uint Read(uint offset) => offset switch
    {
        0x000 => Capabilities,
        0x004 => FemtosecondsPerTick,
        0x010 => _configuration,
        0x020 => _status,
        0x0F0 => (uint)Counter,
        0x0F4 => (uint)(Counter >> 32),
        >= 0x100 and < 0x100 + 0x20 * TimerCount => _timers[offset - 0x100 >> 5].Read(offset & 0x1F),
        _ => 0,
    };

    public void Write(uint offset, uint value)
    {
        switch (offset)
        {
            case 0x010: Configure(value & (Enable | LegacyReplacement)); break;
            case 0x020: ClearStatus(value); break;
            case 0x0F0: SetCounter(Counter & ~0xFFFF_FFFFUL | value); break;
            case 0x0F4: SetCounter(Counter & 0xFFFF_FFFF | (ulong)value << 32); break;
            case >= 0x100 and < 0x100 + 0x20 * TimerCount: _timers[offset - 0x100 >> 5].Write(offset & 0x1F, value); break;
        }
    }

    private void Configure(uint value)
    {
        ulong counter = Counter;
        _configuration = value;
        ReplaceLegacy(IsLegacy);
        SetCounter(counter);
    }

    private void SetCounter(ulong value)
    {
        _offset = IsCounting ? value - Ticks : value;
        foreach (var timer in _timers) timer.Schedule();
    }

    private void ClearStatus(uint written)
    {
        uint cleared = _status & written;
        _status &= ~written;
        for (int i = 0; i < TimerCount; i++)
        {
            if ((cleared >> i & 1) != 0) _timers[i].Lower();
        }
    }
}
