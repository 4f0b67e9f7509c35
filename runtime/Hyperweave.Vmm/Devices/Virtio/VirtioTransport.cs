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

    /// <param name="pin">Drives the function's interrupt pin.</param>
    /// <param name="send">Writes a message of an interrupt: address and data.</param>
    public VirtioTransport(IVirtioDevice device, DeviceMemory memory, Action<bool> pin, Action<ulong, uint> send)
    {
        Device = device;
        // One message for each queue, and one for the configuration.
        Interrupts = new VirtioInterrupts(pin, new MessageTable(device.QueueCount + 1, send));
        var queues = new Virtqueue[device.QueueCount];
        for (int i = 0; i < queues.Length; i++) queues[i] = new Virtqueue(memory, Interrupts.RaiseQueue);
        Queues = queues;
    }

    public IVirtioDevice Device { get; }
    public VirtioInterrupts Interrupts { get; }
    public IReadOnlyList<Virtqueue> Queues { get; }
    public ulong OfferedFeatures => Device.Features | Version1 | IndirectDescriptors;
    public ulong AcceptedFeatures { get; set; }
    public byte Status { get; private set; }

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

    /// <summary>The driver says that there is something in a queue, or the device has something for it.</summary>
    public void Notify(int index)
    {
        if (index >= Queues.Count || !Queues[index].IsEnabled || (Status & (DriverOk | NeedsReset)) != DriverOk) return;
        try
        {
            Device.Serve(index, Queues[index]);
        }
        catch (VirtioException)
        {
            Status |= NeedsReset;
            Interrupts.RaiseConfiguration();
        }
    }

    private void Reset()
    {
        (Status, AcceptedFeatures) = (0, 0);
        Device.Reset();
        foreach (var queue in Queues) queue.Reset();
        Interrupts.Reset();
    }
}
