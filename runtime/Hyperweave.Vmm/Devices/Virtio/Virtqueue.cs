using System.Numerics;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>A split queue (Virtio 1.0, section 2.4): the driver's descriptors and available ring, the device's used ring, all in guest RAM.</summary>
/// <param name="interrupt">Interrupts by the queue's vector.</param>
public sealed class Virtqueue(DeviceMemory memory, Action<ushort> interrupt)
{
    public const ushort MostEntries = 256;

    private const ushort NoInterrupt = 1;
    private const int RingEntries = 4, RingIndex = 2;

    private readonly Stack<VirtioRequest> _spare = new();
    private ushort _nextAvailable, _nextUsed;

    /// <summary>Entries: what the driver chose, a power of two.</summary>
    public ushort Size { get; set; } = MostEntries;
    public bool IsEnabled { get; set; }

    /// <summary>Of the interrupt message for used buffers.</summary>
    public ushort Vector { get; set; } = VirtioInterrupts.NoVector;

    /// <summary>Guest-physical addresses of the queue's three parts.</summary>
    public ulong Descriptors { get; set; }
    public ulong Available { get; set; }
    public ulong Used { get; set; }

    /// <summary>The driver wants to hear of used buffers.</summary>
    private bool WantsInterrupt => (memory.Read<ushort>(Available) & NoInterrupt) == 0;

    public void Reset()
    {
        (Size, IsEnabled, _nextAvailable, _nextUsed) = (MostEntries, false, 0, 0);
        (Descriptors, Available, Used, Vector) = (0, 0, 0, VirtioInterrupts.NoVector);
    }

    /// <summary>
    /// The requests that wait now, one after the other, each to be completed once. One that the device makes available to itself by
    /// writing to the ring does not count.
    /// </summary>
    /// <exception cref="VirtioException">The queue or a chain in it is malformed.</exception>
    public IEnumerable<VirtioRequest> TakeAll()
    {
        Check();
        int waiting = (ushort)(memory.Read<ushort>(Available + RingIndex) - _nextAvailable);
        int inWork = (ushort)(_nextAvailable - _nextUsed);
        if (waiting + inWork > Size) throw new VirtioException($"{waiting} requests beside {inWork} in a queue of {Size}");
        for (; waiting > 0; waiting--)
        {
            ushort head = memory.Read<ushort>(Available + RingEntries + 2 * (ulong)(_nextAvailable % Size));
            _nextAvailable++;
            if (!_spare.TryPop(out var request)) request = new VirtioRequest(memory);
            new DescriptorChain(memory, request, Size).Follow(Descriptors, head);
            yield return request;
        }
    }

    /// <summary>Gives a request back, and interrupts where the driver wants that.</summary>
    /// <param name="written">Bytes of its writable part that the device has written.</param>
    public void Complete(VirtioRequest request, uint written)
    {
        ulong entry = Used + RingEntries + 8 * (ulong)(_nextUsed % Size);
        memory.Write(entry, (uint)request.Head);
        memory.Write(entry + 4, written);
        _nextUsed++;
        memory.Write(Used + RingIndex, _nextUsed);
        _spare.Push(request);
        if (WantsInterrupt) interrupt(Vector);
    }

    /// <summary>Sizes and alignments of section 2.4.</summary>
    private void Check()
    {
        if (!BitOperations.IsPow2(Size) || Size > MostEntries) throw new VirtioException($"a queue of {Size} entries");
        ulong size = Size;
        Check(Descriptors, 16 * size, alignment: 16);
        Check(Available, 6 + 2 * size, alignment: 2);
        Check(Used, 6 + 8 * size, alignment: 4);
    }

    private void Check(ulong address, ulong length, ulong alignment)
    {
        if (address % alignment != 0 || !memory.IsRam(address, length)) throw new VirtioException($"a queue at 0x{address:X}");
    }
}
