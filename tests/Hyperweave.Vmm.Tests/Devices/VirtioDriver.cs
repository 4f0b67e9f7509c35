using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Tests.Devices;

/// <summary>
/// A driver of one virtio device with one queue, as a guest would write it: it finds the registers by the function's capabilities
/// (Virtio 1.0, section 4.1.4) and reaches the device only through ports, device memory and RAM.
/// </summary>
internal sealed class VirtioDriver
{
    public const byte Acknowledge = 1, Driver = 2, DriverOk = 4, FeaturesOk = 8;

    private readonly PcPlatform _platform;
    private readonly GuestPhysicalMemory _ram;
    private readonly int _slot;
    private readonly Dictionary<byte, ulong> _structures = [];
    private ulong _descriptors, _available, _used;
    private ushort _size, _offered, _queue;
    private ulong _messages, _messageCapability;

    public VirtioDriver(PcPlatform platform, GuestPhysicalMemory ram, int slot)
    {
        (_platform, _ram, _slot) = (platform, ram, slot);
        const uint memoryAndMaster = 6;
        WriteConfiguration(4, memoryAndMaster);
        ulong bar = ReadConfiguration(0x10, 4) & ~0xFu;
        for (byte at = (byte)ReadConfiguration(0x34, 1); at != 0; at = (byte)ReadConfiguration(at + 1, 1))
        {
            const byte vendorSpecific = 9, messages = 0x11;
            if (ReadConfiguration(at, 1) == messages) (_messageCapability, _messages) = (at, bar + (ReadConfiguration(at + 4, 4) & ~7u));
            if (ReadConfiguration(at, 1) != vendorSpecific) continue;
            byte type = (byte)ReadConfiguration(at + 3, 1);
            _structures.TryAdd(type, bar + ReadConfiguration(at + 8, 4));
            if (type == 5) AccessCapability = at;
        }
    }

    /// <summary>Where the capability stands that gives access to the BAR.</summary>
    public byte AccessCapability { get; }

    public byte Status
    {
        get => (byte)ReadCommon(0x14, 1);
        set => WriteCommon(0x14, 1, value);
    }

    public ushort UsedIndex => _ram.Read<ushort>(_used + 2);

    /// <summary>The device drives its interrupt pin: bit 3 of the PCI status.</summary>
    public bool HasInterrupt => (ReadConfiguration(6, 2) & 8) != 0;

    public uint ReadConfiguration(int offset, int width)
    {
        _platform.Ports.Write(PciBus.AddressPort, 4, 1u << 31 | (uint)_slot << 11 | (uint)offset & 0xFC);
        return _platform.Ports.Read((ushort)(PciBus.DataPort + (offset & 3)), width);
    }

    public void WriteConfiguration(int offset, uint value)
    {
        _platform.Ports.Write(PciBus.AddressPort, 4, 1u << 31 | (uint)_slot << 11 | (uint)offset & 0xFC);
        _platform.Ports.Write(PciBus.DataPort, 4, value);
    }

    public ulong ReadCommon(uint offset, int width) => _platform.MemoryBus.Read(_structures[1] + offset, width);
    public void WriteCommon(uint offset, int width, ulong value) => _platform.MemoryBus.Write(_structures[1] + offset, width, value);
    public ulong ReadDevice(uint offset, int width) => _platform.MemoryBus.Read(_structures[4] + offset, width);
    public byte TakeCause() => (byte)_platform.MemoryBus.Read(_structures[3], 1);
    public void Notify() => _platform.MemoryBus.Write(_structures[2] + 4u * _queue, 2, _queue);

    /// <summary>The queue that <see cref="SetUp"/> and <see cref="Notify"/> are about.</summary>
    public ushort Queue { set => _queue = value; }

    /// <summary>MSI-X's message control: bit 15 enables, bit 14 masks all.</summary>
    public ushort MessageControl
    {
        get => (ushort)ReadConfiguration((int)_messageCapability + 2, 2);
        set => WriteConfiguration((int)_messageCapability, (uint)value << 16);
    }

    public void WriteMessage(int vector, ulong address, uint data, uint control)
    {
        ulong entry = _messages + (ulong)vector * 16;
        _platform.MemoryBus.Write(entry, 8, address);
        _platform.MemoryBus.Write(entry + 8, 4, data);
        _platform.MemoryBus.Write(entry + 12, 4, control);
    }

    public ulong PendingMessages => _platform.MemoryBus.Read(_messages - (_messages & 0xFFF) + 0x1000, 8);

    /// <summary>The vector that the local APIC has for the processor, which takes and ends it; null for none.</summary>
    public byte? TakeVector()
    {
        _platform.MemoryBus.Write(LocalApic.PhysicalBase + 0xF0, 4, 0x1FF);
        if (!_platform.Apic.Pending) return null;
        byte vector = _platform.Apic.Acknowledge();
        _platform.MemoryBus.Write(LocalApic.PhysicalBase + 0xB0, 4, 0);
        return vector;
    }

    /// <summary>Features accepted, the queue where and as long as asked for, ready to work.</summary>
    public void SetUp(ushort size, ulong descriptors, ulong available, ulong used)
    {
        (_size, _descriptors, _available, _used, _offered) = (size, descriptors, available, used, 0);
        Status = 0;
        Status = Acknowledge | Driver;
        WriteCommon(8, 4, 1);
        WriteCommon(12, 4, 1);
        Status = Acknowledge | Driver | FeaturesOk;
        WriteCommon(0x16, 2, _queue);
        WriteCommon(0x18, 2, size);
        WriteCommon(0x20, 8, descriptors);
        WriteCommon(0x28, 8, available);
        WriteCommon(0x30, 8, used);
        WriteCommon(0x1C, 2, 1);
        Status = Acknowledge | Driver | FeaturesOk | DriverOk;
    }

    public void WriteDescriptor(int index, ulong address, uint length, ushort flags, ushort next) =>
        WriteDescriptor(_descriptors + (ulong)index * 16, address, length, flags, next);

    public void WriteDescriptor(ulong entry, ulong address, uint length, ushort flags, ushort next)
    {
        _ram.Write(entry, address);
        _ram.Write(entry + 8, length);
        _ram.Write(entry + 12, flags);
        _ram.Write(entry + 14, next);
    }

    public void Offer(ushort head)
    {
        _ram.Write(_available + 4 + 2u * (ulong)(_offered % _size), head);
        SetAvailableIndex(++_offered);
    }

    public void SetAvailableIndex(ushort index) => _ram.Write(_available + 2, index);

    public void SetAvailableFlags(ushort flags) => _ram.Write(_available, flags);

    public (uint Head, uint Written) UsedEntry(int index)
    {
        ulong entry = _used + 4 + 8u * (ulong)(index % _size);
        return (_ram.Read<uint>(entry), _ram.Read<uint>(entry + 4));
    }
}
