namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>A virtio device as a PCI function (Virtio 1.0, section 4.1): one memory BAR, and capabilities that say what lies where in it.</summary>
public sealed class VirtioFunction : IPciFunction, IPciMemory
{
    /// <summary>Bytes of guest-physical address space that it takes.</summary>
    public const uint BarLength = 0x8000;

    private const uint Vendor = 0x1AF4, FirstDevice = 0x1040, Revision = 1;
    private const uint CommonStart = 0, CauseStart = 0x1000, DeviceStart = 0x2000, NotifyStart = 0x3000, NotifyStride = 4;
    private const uint MessageStart = 0x4000, PendingStart = 0x5000;
    private const int FirstCapability = 0x40;

    private readonly PciConfigurationSpace _space = new();
    private readonly VirtioTransport _transport;
    private readonly CommonConfiguration _common;
    private readonly PciAccessWindow _window;
    private readonly int _messages;

    /// <param name="barAddress">Where firmware has put the BAR; the guest may move it.</param>
    /// <param name="interruptLine">The line that its pin INTA leads to.</param>
    public VirtioFunction(VirtioTransport transport, uint barAddress, int interruptLine)
    {
        (_transport, _common) = (transport, new CommonConfiguration(transport));
        _space.Set(PciRegister.Identity, FirstDevice + transport.Device.Kind << 16 | Vendor);
        _space.Set(PciRegister.Class, transport.Device.PciClass << 8 | Revision);
        _space.Set(PciRegister.Subsystem, (uint)transport.Device.Kind << 16 | Vendor);
        _space.Set(PciRegister.Status, PciRegister.StatusCapabilities);
        _space.AllowWrites(PciRegister.Command, PciRegister.MemoryEnable | PciRegister.BusMaster | PciRegister.InterruptDisable);
        _space.Set(PciRegister.Bar0, barAddress);
        _space.AllowWrites(PciRegister.Bar0, ~(BarLength - 1));
        _space.Set(PciRegister.InterruptLine, (byte)interruptLine);
        _space.Set(PciRegister.InterruptPin, (byte)1);
        _space.AllowWrites(PciRegister.InterruptLine, 0xFF);
        var list = new CapabilityList(_space, FirstCapability);
        _window = new PciAccessWindow(_space, WriteCapabilities(list), this, BarLength);
        _messages = list.AddMessages(transport.Interrupts.Messages.Count, MessageStart, PendingStart);
    }

    public bool Decodes(ulong physical, out uint offset)
    {
        offset = (uint)physical - _space.Register(PciRegister.Bar0);
        return (_space.Register(PciRegister.Command) & PciRegister.MemoryEnable) != 0 && offset < BarLength;
    }

    public uint ReadConfiguration(int offset, int width)
    {
        _space.Set(PciRegister.Status, (ushort)(PciRegister.StatusCapabilities | (_transport.Interrupts.HasCause ? PciRegister.StatusInterrupt : 0)));
        return _window.Covers(offset) ? _window.Read() : _space.Read(offset, width);
    }

    public void WriteConfiguration(int offset, int width, uint value)
    {
        if (_window.Covers(offset)) _window.Write(value);
        else _space.Write(offset, width, value);
        _transport.Interrupts.IsPinDisabled = (_space.Register(PciRegister.Command) & PciRegister.InterruptDisable) != 0;
        _transport.Interrupts.Messages.Control = (ushort)(_space.Register(_messages) >> 16);
    }

    public uint ReadMemory(uint offset, int width) => (uint)(ulong.MaxValue >> 64 - 8 * width) & (offset & ~0xFFFu) switch
    {
        CommonStart => _common.Read(offset),
        CauseStart => offset == CauseStart ? _transport.Interrupts.TakeCause() : 0u,
        DeviceStart => ReadDevice((int)(offset - DeviceStart), width),
        MessageStart => _transport.Interrupts.Messages.Read(offset - MessageStart),
        PendingStart => _transport.Interrupts.Messages.ReadPending(offset - PendingStart),
        _ => 0,
    };

    public void WriteMemory(uint offset, int width, uint value)
    {
        if (offset < CauseStart) _common.Write(offset, value);
        else if (offset is >= MessageStart and < PendingStart) _transport.Interrupts.Messages.Write(offset - MessageStart, value);
        else if (offset is >= NotifyStart and < MessageStart) _transport.Notify((int)((offset - NotifyStart) / NotifyStride));
    }

    private uint ReadDevice(int offset, int width)
    {
        var configuration = _transport.Device.Configuration;
        uint value = 0;
        for (int i = 0; i < width && offset + i < configuration.Length; i++) value |= (uint)configuration[offset + i] << 8 * i;
        return value;
    }

    /// <summary>Types and layouts of section 4.1.4.</summary>
    /// <returns>Where the last of them stands, the access window.</returns>
    private int WriteCapabilities(CapabilityList list)
    {
        const byte common = 1, notify = 2, cause = 3, device = 4, access = 5;
        list.Add(common, CommonStart, CommonConfiguration.Length);
        list.Add(notify, NotifyStart, NotifyStride * (uint)_transport.Queues.Count, NotifyStride);
        list.Add(cause, CauseStart, 1);
        if (_transport.Device.Configuration.Length is > 0 and var length) list.Add(device, DeviceStart, (uint)length);
        return list.Add(access, 0, 0, 0);
    }
}
