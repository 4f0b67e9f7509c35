using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>
/// What all virtio devices share: status, feature negotiation, queues, interrupts (Virtio 1.0, chapters 2 and 3). After a fault of
/// the driver the device stops and asks for a reset.
/// </summary>
public sealed class VirtioTransport
{
    public const ulong Version1 = 1UL << 32, IndirectDescriptors = 1UL << 28;

    private const byte FeaturesOk = 8, DriverOk = 4, NeedsReset = 0x40;
    private const byte QueueInterrupt = 1, ConfigurationInterrupt = 2;

    private readonly Action<bool> _interrupt;
    private byte _cause;

    /// <param name="interrupt">Drives the function's interrupt pin.</param>
    public VirtioTransport(IVirtioDevice device, DeviceMemory memory, Action<bool> interrupt)
    {
        (Device, _interrupt) = (device, interrupt);
        Queues = [.. Enumerable.Range(0, device.QueueCount).Select(_ => new Virtqueue(memory))];
    }

    public IVirtioDevice Device { get; }
    public IReadOnlyList<Virtqueue> Queues { get; }
    public ulong OfferedFeatures => Device.Features | Version1 | IndirectDescriptors;
    public ulong AcceptedFeatures { get; set; }
    public byte Status { get; private set; }

    /// <summary>The interrupt's causes: bit 0 a queue, bit 1 the configuration; reading ends the interrupt (section 4.1.4.5).</summary>
    public byte TakeCause()
    {
        byte cause = _cause;
        _cause = 0;
        _interrupt(false);
        return cause;
    }

    public bool HasCause => _cause != 0;

    /// <summary>Zero resets; FEATURES_OK stays clear where the driver accepted what was not offered, or is older than version 1.</summary>
    public void WriteStatus(byte value)
    {
        if (value == 0)
        {
            Reset();
            return;
        }
        bool isAcceptable = (AcceptedFeatures & ~OfferedFeatures) == 0 && (AcceptedFeatures & Version1) != 0;
        if ((value & FeaturesOk) != 0 && !isAcceptable) value &= unchecked((byte)~FeaturesOk);
        Status = (byte)(value | Status & NeedsReset);
    }

    /// <summary>The driver says that there is something in a queue.</summary>
    public void Notify(int index)
    {
        if (index >= Queues.Count || !Queues[index].IsEnabled || (Status & (DriverOk | NeedsReset)) != DriverOk) return;
        try
        {
            Device.Serve(index, Queues[index]);
            if (Queues[index].WantsInterrupt) Raise(QueueInterrupt);
        }
        catch (VirtioException)
        {
            Status |= NeedsReset;
            Raise(ConfigurationInterrupt);
        }
    }

    private void Reset()
    {
        (Status, AcceptedFeatures) = (0, 0);
        foreach (var queue in Queues) queue.Reset();
        TakeCause();
    }

    private void Raise(byte cause)
    {
        _cause |= cause;
        _interrupt(true);
    }
}
