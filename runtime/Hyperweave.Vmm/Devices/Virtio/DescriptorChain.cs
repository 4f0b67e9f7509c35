using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>
/// Follows a chain of descriptors of a split queue (Virtio 1.0, section 2.4.5) and believes none of it: a buffer outside RAM, a
/// loop, an index past its table, a readable buffer after a writable one, are the driver's fault.
/// </summary>
internal sealed class DescriptorChain(DeviceMemory memory, VirtioRequest request, int queueSize)
{
    private const int DescriptorLength = 16;
    private const ushort HasNext = 1, IsWritable = 2, IsIndirect = 4;

    private int _count;

    public void Follow(ulong table, ushort head)
    {
        request.Readable.Clear();
        request.Writable.Clear();
        request.Head = head;
        FollowTable(table, queueSize, head, isIndirect: false);
    }

    private void FollowTable(ulong table, int tableSize, int index, bool isIndirect)
    {
        while (true)
        {
            if (index >= tableSize) throw new VirtioException($"descriptor {index} of a table of {tableSize}");
            ulong entry = table + (ulong)index * DescriptorLength;
            ulong address = memory.Read<ulong>(entry);
            uint length = memory.Read<uint>(entry + 8);
            ushort flags = memory.Read<ushort>(entry + 12);
            if ((flags & IsIndirect) != 0)
            {
                if (isIndirect || (flags & HasNext) != 0) throw new VirtioException($"descriptor {index}: an indirect table within one, or with a successor");
                FollowIndirect(address, length);
                return;
            }
            Add(address, length, (flags & IsWritable) != 0);
            if ((flags & HasNext) == 0) return;
            index = memory.Read<ushort>(entry + 14);
        }
    }

    private void FollowIndirect(ulong table, uint length)
    {
        if (length == 0 || length % DescriptorLength != 0 || !memory.IsRam(table, length))
            throw new VirtioException($"an indirect table of {length} bytes at 0x{table:X}");
        FollowTable(table, (int)Math.Min(length / DescriptorLength, ushort.MaxValue + 1), index: 0, isIndirect: true);
    }

    private void Add(ulong address, uint length, bool isWritable)
    {
        // A chain is no longer than its queue (section 2.4.5.3.1), and so a longer one is a loop.
        if (++_count > queueSize) throw new VirtioException($"a chain of more than {queueSize} descriptors");
        if (length == 0 || !memory.IsRam(address, length)) throw new VirtioException($"a buffer of {length} bytes at 0x{address:X}");
        if (!isWritable && request.Writable.Length != 0) throw new VirtioException("a readable buffer after a writable one");
        (isWritable ? request.Writable : request.Readable).Add(address, length);
    }
}
