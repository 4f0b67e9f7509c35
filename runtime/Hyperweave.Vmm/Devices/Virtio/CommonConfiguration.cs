namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>
/// The registers through which a driver sets a device up (Virtio 1.0, section 4.1.4.3). Each is accessed in its own width, those of 64
/// bits in two halves.
/// </summary>
internal sealed class CommonConfiguration(VirtioTransport transport)
{
    public const uint Length = 0x38;

    private uint _offeredHalf, _acceptedHalf;
    private ushort _queue;

    /// <summary>The selected queue; null past the last, whose size then reads as zero.</summary>
    private Virtqueue? Selected => _queue < transport.Queues.Count ? transport.Queues[_queue] : null;

    public uint Read(uint offset) => offset switch
    {
        0x00 => _offeredHalf,
        0x04 => Half(transport.OfferedFeatures, _offeredHalf),
        0x08 => _acceptedHalf,
        0x0C => Half(transport.AcceptedFeatures, _acceptedHalf),
        0x10 => transport.Interrupts.ConfigurationVector,
        0x12 => (uint)transport.Queues.Count,
        0x14 => transport.Status,
        0x16 => _queue,
        0x18 => Selected?.Size ?? 0,
        0x1A => Selected?.Vector ?? VirtioInterrupts.NoVector,
        0x1C => Selected is { IsEnabled: true } ? 1u : 0,
        0x1E => _queue,
        0x20 or 0x24 => Half(Selected?.Descriptors ?? 0, offset - 0x20 >> 2),
        0x28 or 0x2C => Half(Selected?.Available ?? 0, offset - 0x28 >> 2),
        0x30 or 0x34 => Half(Selected?.Used ?? 0, offset - 0x30 >> 2),
        _ => 0,
    };

    public void Write(uint offset, uint value)
    {
        switch (offset)
        {
            case 0x00: _offeredHalf = value; break;
            case 0x08: _acceptedHalf = value; break;
            case 0x0C: transport.AcceptedFeatures = WithHalf(transport.AcceptedFeatures, _acceptedHalf, value); break;
            case 0x10: transport.Interrupts.ConfigurationVector = transport.Interrupts.Accept((ushort)value); break;
            case 0x14: transport.WriteStatus((byte)value); break;
            case 0x16: _queue = (ushort)value; break;
            case 0x1A when Selected is { } queue: queue.Vector = transport.Interrupts.Accept((ushort)value); break;
            case >= 0x18 when Selected is { IsEnabled: false } queue: WriteQueue(queue, offset, value); break;
        }
    }

    /// <summary>A queue that is enabled stays as it is until the device is reset.</summary>
    private static void WriteQueue(Virtqueue queue, uint offset, uint value)
    {
        switch (offset)
        {
            case 0x18: queue.Size = (ushort)value; break;
            case 0x1C: queue.IsEnabled = value == 1; break;
            case 0x20 or 0x24: queue.Descriptors = WithHalf(queue.Descriptors, offset - 0x20 >> 2, value); break;
            case 0x28 or 0x2C: queue.Available = WithHalf(queue.Available, offset - 0x28 >> 2, value); break;
            case 0x30 or 0x34: queue.Used = WithHalf(queue.Used, offset - 0x30 >> 2, value); break;
        }
    }

    /// <summary>Features are in halves 0 and 1; further ones do not exist.</summary>
    private static uint Half(ulong value, uint half) => half < 2 ? (uint)(value >> 32 * (int)half) : 0;

    private static ulong WithHalf(ulong value, uint half, uint written) => half switch
    {
        0 => value & 0xFFFF_FFFF_0000_0000 | written,
        1 => value & 0xFFFF_FFFF | (ulong)written << 32,
        _ => value,
    };
}
