using System.Security.Cryptography;

namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>virtio-rng (Virtio 1.0, section 5.4): random bytes of the host.</summary>
public sealed class VirtioEntropy : IVirtioDevice
{
    /// <summary>No request gets more: a guest could ask for all of its RAM over and over.</summary>
    private const ulong MostBytes = 64 << 10;

    public ushort Kind => 4;
    public uint PciClass => 0x00FF00;
    public ulong Features => 0;
    public int QueueCount => 1;
    public ReadOnlySpan<byte> Configuration => [];

    public void Serve(int index, Virtqueue queue)
    {
        foreach (var request in queue.TakeAll())
        {
            ulong count = Math.Min(request.Writable.Length, MostBytes);
            foreach (var (physical, length) in request.Writable.Part(0, count)) RandomNumberGenerator.Fill(request.Memory.Target(physical, length));
            queue.Complete(request, (uint)count);
        }
    }
}
