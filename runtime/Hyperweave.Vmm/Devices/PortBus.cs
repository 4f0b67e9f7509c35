namespace Hyperweave.Vmm.Devices;

/// <summary>A device behind byte-wide I/O ports. It sees offsets from its first port, nothing else.</summary>
public interface IPortDevice
{
    byte Read(int offset);
    void Write(int offset, byte value);
}

/// <summary>A device that takes 16- and 32-bit accesses as one.</summary>
public interface IWidePortDevice : IPortDevice
{
    uint Read(int offset, int width);
    void Write(int offset, int width, uint value);
}

/// <summary>
/// The 65,536 I/O ports. A wide access to byte-wide devices goes to neighbouring ports, lowest first, as on the ISA bus; a
/// port without a device reads as ones and ignores writes.
/// </summary>
public sealed class PortBus
{
    private readonly struct Slot(IPortDevice device, int offset)
    {
        public readonly IPortDevice? Device = device;
        public readonly IWidePortDevice? Wide = device as IWidePortDevice;
        public readonly int Offset = offset;
    }

    private readonly Slot[] _slots = new Slot[65536];

    /// <summary>Puts a device at these ports.</summary>
    /// <exception cref="InvalidOperationException">A port is taken.</exception>
    public void Attach(ushort first, int count, IPortDevice device)
    {
        for (int offset = 0; offset < count; offset++)
        {
            ref var slot = ref _slots[first + offset];
            if (slot.Device is not null) throw new InvalidOperationException($"port 0x{first + offset:X} has a device already");
            slot = new Slot(device, offset);
        }
    }

    /// <param name="width">1, 2 or 4 bytes.</param>
    public uint Read(ushort port, int width)
    {
        ref var slot = ref _slots[port];
        if (slot.Wide is { } wide) return wide.Read(slot.Offset, width);
        uint value = 0;
        for (int i = 0; i < width; i++) value |= (uint)ReadByte((ushort)(port + i)) << 8 * i;
        return value;
    }

    /// <param name="width">1, 2 or 4 bytes.</param>
    public void Write(ushort port, int width, uint value)
    {
        ref var slot = ref _slots[port];
        if (slot.Wide is { } wide) wide.Write(slot.Offset, width, value);
        else for (int i = 0; i < width; i++) WriteByte((ushort)(port + i), (byte)(value >> 8 * i));
    }

    private byte ReadByte(ushort port)
    {
        ref var slot = ref _slots[port];
        return slot.Device is null ? (byte)0xFF : slot.Device.Read(slot.Offset);
    }

    private void WriteByte(ushort port, byte value)
    {
        ref var slot = ref _slots[port];
        slot.Device?.Write(slot.Offset, value);
    }
}
