namespace Hyperweave.Vmm.Devices;

/// <summary>
/// An I/O APIC with 24 pins (Intel 82093AA data sheet; version 0x20, whose EOI comes by broadcast from the local APIC).
/// Registers are reached by index and window. Every destination is the one processor.
/// </summary>
public sealed class IoApic : IMemoryDevice
{
    public const ulong PhysicalBase = 0xFEC0_0000;
    public const ulong Length = 4096;
    public const int PinCount = 24, Identifier = 1;

    private const uint Select = 0x00, Window = 0x10, VersionValue = (PinCount - 1) << 16 | 0x20;
    private const ulong Masked = 1 << 16, LevelTriggered = 1 << 15, RemoteRequest = 1 << 14, Pending = 1 << 12;
    private const ulong ReadOnly = RemoteRequest | Pending;
    private const int FixedDelivery = 0, LowestPriority = 1;

    private readonly ulong[] _entries = new ulong[PinCount];
    private readonly bool[] _lines = new bool[PinCount];
    private readonly LocalApic _apic;
    private uint _select, _identifier = Identifier << 24;

    public IoApic(LocalApic apic)
    {
        _apic = apic;
        _entries.AsSpan().Fill(Masked);
    }

    /// <summary>Drives a pin: true is the interrupt's active state, whatever polarity the guest programs.</summary>
    public void SetPin(int pin, bool active)
    {
        bool rises = active && !_lines[pin];
        _lines[pin] = active;
        ulong entry = _entries[pin];
        if ((entry & Masked) != 0) return;
        if ((entry & LevelTriggered) != 0) DeliverLevel(pin);
        else if (rises) Deliver(entry);
    }

    /// <summary>The last edge of a pin has yet to be taken by the processor.</summary>
    public bool IsWaiting(int pin) => (_entries[pin] & (Masked | LevelTriggered)) == 0 && _apic.IsRequested((byte)_entries[pin]);

    /// <summary>The processor has ended the interrupt of this level-triggered vector: a pin that is still active asks again.</summary>
    public void EndOfInterrupt(byte vector)
    {
        for (int pin = 0; pin < PinCount; pin++)
        {
            if ((byte)_entries[pin] != vector || (_entries[pin] & RemoteRequest) == 0) continue;
            _entries[pin] &= ~RemoteRequest;
            DeliverLevel(pin);
        }
    }

    public uint Read(uint offset) => offset switch
    {
        Select => _select,
        Window => ReadRegister(),
        _ => 0,
    };

    public void Write(uint offset, uint value)
    {
        if (offset == Select) _select = value & 0xFF;
        else if (offset == Window) WriteRegister(value);
    }

    private uint ReadRegister() => _select switch
    {
        0 => _identifier,
        1 => VersionValue,
        2 => _identifier,
        >= 0x10 and < 0x10 + 2 * PinCount => (uint)(_entries[_select - 0x10 >> 1] >> (int)(_select & 1) * 32),
        _ => 0,
    };

    private void WriteRegister(uint value)
    {
        if (_select == 0) _identifier = value & 0x0F00_0000;
        if (_select is < 0x10 or >= 0x10 + 2 * PinCount) return;
        int pin = (int)(_select - 0x10 >> 1), shift = (int)(_select & 1) * 32;
        ulong written = _entries[pin] & ~(0xFFFF_FFFFUL << shift) | (ulong)value << shift;
        ulong kept = (written & LevelTriggered) != 0 ? _entries[pin] & ReadOnly : 0;
        _entries[pin] = written & ~ReadOnly | kept;
        DeliverLevel(pin);
    }

    /// <summary>An active level-triggered pin interrupts unless it is masked or its last interrupt is still being served.</summary>
    private void DeliverLevel(int pin)
    {
        const ulong idle = Masked | LevelTriggered | RemoteRequest;
        if (!_lines[pin] || (_entries[pin] & idle) != LevelTriggered) return;
        _entries[pin] |= RemoteRequest;
        Deliver(_entries[pin]);
    }

    private void Deliver(ulong entry)
    {
        int delivery = (int)(entry >> 8) & 7;
        if (delivery is FixedDelivery or LowestPriority) _apic.Request((byte)entry, (entry & LevelTriggered) != 0);
        // ExtINT asks the 8259 pair, which reaches this processor by LINT0; SMI, NMI and INIT have no source here.
    }
}
