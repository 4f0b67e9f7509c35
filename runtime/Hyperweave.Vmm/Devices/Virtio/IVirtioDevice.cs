namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>What makes a virtio device of its kind; the rest is the transport's.</summary>
public interface IVirtioDevice
{
    /// <summary>Device ID of Virtio 1.0, chapter 5.</summary>
    ushort Kind { get; }

    /// <summary>PCI class code, 24 bits.</summary>
    uint PciClass { get; }

    /// <summary>Feature bits of its own, 0 to 23.</summary>
    ulong Features { get; }

    int QueueCount { get; }

    /// <summary>Its configuration structure, read only.</summary>
    ReadOnlySpan<byte> Configuration { get; }

    /// <summary>Serves what waits in a queue: at once, or by completing it later.</summary>
    /// <exception cref="VirtioException">A request is malformed.</exception>
    void Serve(int index, Virtqueue queue);

    /// <summary>The driver resets the device: nothing may be completed afterwards that was taken before.</summary>
    void Reset() { }
}
