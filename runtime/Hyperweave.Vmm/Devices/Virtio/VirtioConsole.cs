namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>virtio-console (Virtio 1.0, section 5.3): one port, bytes in and out; Linux calls it hvc0.</summary>
public sealed class VirtioConsole(SerialOutput output) : IVirtioDevice
{
    public const int ReceiveQueue = 0, TransmitQueue = 1;

    private readonly Queue<byte> _received = new();

    public ushort Kind => 3;
    public uint PciClass => 0x078000;
    public ulong Features => 0;
    public int QueueCount => 2;
    public ReadOnlySpan<byte> Configuration => [];

    /// <summary>Bytes from outside, for the next buffers of the receive queue: it is to be served afterwards.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) _received.Enqueue(value);
    }

    public void Serve(int index, Virtqueue queue)
    {
        if (index == TransmitQueue) Transmit(queue);
        else if (_received.Count != 0) Fill(queue);
    }

    private void Transmit(Virtqueue queue)
    {
        foreach (var request in queue.TakeAll())
        {
            foreach (var (physical, length) in request.Readable.Part(0, request.Readable.Length)) output.Write(request.Memory.Source(physical, length));
            queue.Complete(request, 0);
        }
        output.Flush();
    }

    private void Fill(Virtqueue queue)
    {
        foreach (var request in queue.TakeAll())
        {
            ulong count = Math.Min(request.Writable.Length, (ulong)_received.Count);
            foreach (var (physical, length) in request.Writable.Part(0, count))
            {
                var target = request.Memory.Target(physical, length);
                for (int at = 0; at < length; at++) target[at] = _received.Dequeue();
            }
            queue.Complete(request, (uint)count);
            if (_received.Count == 0) return;
        }
    }
}
