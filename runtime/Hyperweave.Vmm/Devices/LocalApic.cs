using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>
/// The local APIC of the one processor (Intel SDM 3A chapter 10): interrupt acceptance with priorities, the timer in its
/// three modes, self and other IPIs as far as one processor can receive them, LINT0 for the 8259 pair.
/// </summary>
public sealed partial class LocalApic : IMemoryDevice
{
    public const ulong PhysicalBase = 0xFEE0_0000;
    public const ulong Length = 4096;

    /// <summary>The timer's clock before the divider.</summary>
    public const uint TimerHertz = 10_000_000;

    private const uint VersionValue = 0x0005_0014, Masked = 1 << 16, SoftwareEnable = 1 << 8;
    private const uint NonMaskableMode = 4, ExternalInterruptMode = 7;

    private readonly ApicVectors _requested = new(), _inService = new(), _levelTriggered = new();
    private readonly uint[] _lvt = new uint[6];
    private readonly ApicTimer _timer;
    private uint _taskPriority, _logicalDestination, _destinationFormat = uint.MaxValue, _spurious = 0xFF, _command, _commandHigh, _errorStatus;

    /// <param name="counter">The guest's time-stamp counter, for deadline mode.</param>
    public LocalApic(TimerQueue timers, ITimeStampCounter counter)
    {
        _timer = new ApicTimer(timers, counter, TimerExpired, () => IsRequested((byte)_lvt[0]));
        Array.Fill(_lvt, Masked);
    }

    /// <summary>Told the vector of each level-triggered interrupt that the processor ends: the I/O APIC waits for it.</summary>
    public Action<byte>? LevelEnded { get; set; }

    /// <summary>Called for an NMI that reaches the processor.</summary>
    public Action? NonMaskable { get; set; }

    /// <summary>IA32_APIC_BASE bit 11.</summary>
    public bool IsHardwareEnabled { get; set; } = true;

    /// <summary>CR8: the upper half of the task priority, 0 to 15.</summary>
    public ulong TaskPriorityClass
    {
        get => _taskPriority >> 4;
        set => _taskPriority = (uint)value << 4;
    }

    /// <summary>IA32_TSC_DEADLINE; 0 while not armed.</summary>
    public ulong TscDeadline
    {
        get => _timer.TscDeadline;
        set => _timer.TscDeadline = value;
    }

    /// <summary>An interrupt waits whose priority class is above the processor's.</summary>
    public bool Pending => IsSoftwareEnabled && _requested.Highest is { } vector && vector >> 4 > ProcessorPriority >> 4;

    /// <summary>
    /// The 8259 pair reaches the processor: through LINT0 in ExtINT mode, or past an APIC that is off (Intel SDM 3A 10.4.3).
    /// </summary>
    public bool PassesExternal => !IsSoftwareEnabled || (_lvt[3] & Masked) == 0 && (_lvt[3] >> 8 & 7) == ExternalInterruptMode;

    private bool IsSoftwareEnabled => IsHardwareEnabled && (_spurious & SoftwareEnable) != 0;

    private uint ProcessorPriority
    {
        get
        {
            uint service = (uint)(_inService.Highest ?? 0) & 0xF0;
            return (_taskPriority & 0xF0) >= service ? _taskPriority : service;
        }
    }

    public bool IsRequested(byte vector) => _requested.Contains(vector);

    /// <summary>Takes the most urgent vector into service. Called only while <see cref="Pending"/>.</summary>
    public byte Acknowledge()
    {
        byte vector = _requested.Highest!.Value;
        _requested.Clear(vector);
        _inService.Set(vector);
        return vector;
    }

    /// <summary>Requests an interrupt; vectors below 16 are an error and do nothing.</summary>
    public void Request(byte vector, bool isLevel = false)
    {
        if (vector < 16)
        {
            _errorStatus |= 1 << 6;
            return;
        }
        _requested.Set(vector);
        if (isLevel) _levelTriggered.Set(vector);
        else _levelTriggered.Clear(vector);
    }

    /// <summary>A message of a device (Intel SDM 3A 10.11): its address names the destination, of which there is one, its data the vector.</summary>
    public void Receive(ulong address, uint data)
    {
        const int fixedDelivery = 0, lowestPriority = 1;
        if ((address & ~0xFFFFFUL) == PhysicalBase && (data >> 8 & 7) is fixedDelivery or lowestPriority) Request((byte)data);
    }

    /// <summary>In x2APIC mode there is nothing at these addresses (10.12.2).</summary>
    public uint Read(uint offset) => IsExtended ? uint.MaxValue : ReadRegister(offset);

    public void Write(uint offset, uint value)
    {
        if (!IsExtended) WriteRegister(offset, value);
    }

    private uint ReadRegister(uint offset) => offset switch
    {
        0x20 => 0,
        0x30 => VersionValue,
        0x80 => _taskPriority,
        0xA0 => ProcessorPriority,
        0xD0 => _logicalDestination,
        0xE0 => _destinationFormat,
        0xF0 => _spurious,
        >= 0x100 and < 0x180 => _inService.Word(offset - 0x100 >> 4),
        >= 0x180 and < 0x200 => _levelTriggered.Word(offset - 0x180 >> 4),
        >= 0x200 and < 0x280 => _requested.Word(offset - 0x200 >> 4),
        0x280 => _errorStatus,
        0x300 => _command,
        0x310 => _commandHigh,
        >= 0x320 and <= 0x370 => _lvt[offset - 0x320 >> 4],
        0x380 => _timer.InitialCount,
        0x390 => _timer.CurrentCount,
        0x3E0 => _timer.DivideConfiguration,
        _ => 0,
    };

    private void WriteRegister(uint offset, uint value)
    {
        switch (offset)
        {
            case 0x80: _taskPriority = value & 0xFF; break;
            case 0xB0: EndInterrupt(); break;
            case 0xD0: _logicalDestination = value & 0xFF00_0000; break;
            case 0xE0: _destinationFormat = value | 0x0FFF_FFFF; break;
            case 0xF0: _spurious = value & 0x3FF; break;
            case 0x280: _errorStatus = 0; break;
            case 0x300: Send(value); break;
            case 0x310: _commandHigh = value & 0xFF00_0000; break;
            case >= 0x320 and <= 0x370: SetLocalVector(offset - 0x320 >> 4, value); break;
            case 0x380: _timer.InitialCount = value; break;
            case 0x3E0: _timer.DivideConfiguration = value & 0xB; break;
        }
    }

    private void EndInterrupt()
    {
        if (_inService.Highest is not { } served) return;
        _inService.Clear(served);
        if (_levelTriggered.Contains(served)) LevelEnded?.Invoke(served);
    }

    private void SetLocalVector(uint index, uint value)
    {
        _lvt[index] = value & 0x7_57FF;
        if (index == 0) _timer.Mode = value >> 17 & 3;
    }

    /// <summary>Fixed IPIs to oneself arrive, and NMIs where no shorthand is used (Intel SDM 3A 10.6.1, table 10-3); INIT, start-up and IPIs to other processors go to nobody.</summary>
    private void Send(uint command)
    {
        _command = command & ~(1u << 12);
        const uint selfOnly = 1, allIncludingSelf = 2;
        uint shorthand = command >> 18 & 3, delivery = command >> 8 & 7;
        bool toSelf = shorthand is selfOnly or allIncludingSelf || (shorthand == 0 && (IsExtended ? IsOwn(command, _commandHigh) : _commandHigh >> 24 is 0 or 0xFF));
        if (delivery == 0 && toSelf) Request((byte)command);
        else if (delivery == NonMaskableMode && toSelf && shorthand == 0) NonMaskable?.Invoke();
    }

    /// <summary>The pin LINT1: NMI as its entry says, and past an APIC that is off.</summary>
    public void SignalLint1()
    {
        bool passes = !IsSoftwareEnabled || (_lvt[4] & Masked) == 0 && (_lvt[4] >> 8 & 7) == NonMaskableMode;
        if (passes) NonMaskable?.Invoke();
    }

    private void TimerExpired()
    {
        if ((_lvt[0] & Masked) == 0) Request((byte)_lvt[0]);
    }
}

/// <summary>256 bits, one for each vector; the highest is the most urgent.</summary>
internal sealed class ApicVectors
{
    private readonly uint[] _words = new uint[8];

    /// <summary>Words that are not zero, by bit: the processor asks for the highest before each entry of the guest.</summary>
    private uint _occupied;

    public void Set(byte vector)
    {
        _words[vector >> 5] |= 1u << vector;
        _occupied |= 1u << (vector >> 5);
    }

    public void Clear(byte vector)
    {
        if ((_words[vector >> 5] &= ~(1u << vector)) == 0) _occupied &= ~(1u << (vector >> 5));
    }

    public bool Contains(byte vector) => (_words[vector >> 5] >> (vector & 31) & 1) != 0;

    public uint Word(uint index) => _words[index];

    public byte? Highest
    {
        get
        {
            if (_occupied == 0) return null;
            int word = System.Numerics.BitOperations.Log2(_occupied);
            return (byte)(word * 32 + System.Numerics.BitOperations.Log2(_words[word]));
        }
    }
}
