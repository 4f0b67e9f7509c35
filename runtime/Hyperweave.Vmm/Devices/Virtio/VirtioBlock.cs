using System.Buffers.Binary;
using Hyperweave.Vmm.Devices.Disks;

namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>virtio-blk (Virtio 1.0, section 5.2): a disk of sectors of 512 bytes.</summary>
public sealed class VirtioBlock : IVirtioDevice
{
    private const ulong SizeMax = 1 << 1, SegmentMax = 1 << 2, ReadOnly = 1 << 5, BlockSize = 1 << 6, Flush = 1 << 9;
    private const uint LongestSegment = 256 << 10, MostSegments = Virtqueue.MostEntries - 2;
    private const ulong MostBytes = (ulong)LongestSegment * MostSegments;
    private const int HeaderLength = 16, IdentifierLength = 20;

    private readonly IDisk _disk;
    private readonly DiskThread? _thread;
    private readonly byte[] _identifier = new byte[IdentifierLength], _configuration = new byte[24];

    private int _resets;

    /// <param name="identifier">What GET_ID answers, in ASCII; the first 20 characters count.</param>
    /// <param name="thread">Performs the requests beside the guest; null where the guest waits for each.</param>
    public VirtioBlock(IDisk disk, string identifier, DiskThread? thread = null)
    {
        (_disk, _thread) = (disk, thread);
        System.Text.Encoding.ASCII.GetBytes(identifier.AsSpan(0, Math.Min(identifier.Length, IdentifierLength)), _identifier);
        BinaryPrimitives.WriteUInt64LittleEndian(_configuration, disk.Length / IDisk.SectorLength);
        BinaryPrimitives.WriteUInt32LittleEndian(_configuration.AsSpan(8), LongestSegment);
        BinaryPrimitives.WriteUInt32LittleEndian(_configuration.AsSpan(12), MostSegments);
        BinaryPrimitives.WriteUInt32LittleEndian(_configuration.AsSpan(20), IDisk.SectorLength);
    }

    private enum RequestType : uint { Read = 0, Write = 1, Flush = 4, GetIdentifier = 8 }

    private enum Result : byte { Ok = 0, IoError = 1, Unsupported = 2 }

    public ushort Kind => 2;
    public uint PciClass => 0x018000;
    public ulong Features => SizeMax | SegmentMax | BlockSize | Flush | (_disk.IsReadOnly ? ReadOnly : 0);
    public int QueueCount => 1;
    public ReadOnlySpan<byte> Configuration => _configuration;

    public void Serve(int index, Virtqueue queue)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        foreach (var request in queue.TakeAll())
        {
            if (request.Writable.Length == 0) throw new VirtioException("a request without a status byte");
            request.Read(0, header);
            Start(queue, request, (RequestType)BinaryPrimitives.ReadUInt32LittleEndian(header), BinaryPrimitives.ReadUInt64LittleEndian(header[8..]));
        }
    }

    /// <summary>What the thread has taken is performed, and the driver does not hear of it any more.</summary>
    public void Reset()
    {
        _thread?.Drain();
        _resets++;
    }

    private void Start(Virtqueue queue, VirtioRequest request, RequestType type, ulong sector)
    {
        var result = Result.IoError;
        int resets = _resets;
        void Perform() => result = Try(request, type, sector);
        void Complete()
        {
            if (resets == _resets) Answer(queue, request, type, result);
        }
        if (_thread is null) Perform();
        else if (_thread.IsIdle && TryAtOnce(request, type, sector)) result = Result.Ok;
        else
        {
            _thread.Run(Perform, Complete);
            return;
        }
        Complete();
    }

    /// <summary>A read that the host answers from its cache, which is faster than asking another thread.</summary>
    private bool TryAtOnce(VirtioRequest request, RequestType type, ulong sector)
    {
        ulong offset = sector * IDisk.SectorLength, wanted = request.Writable.Length - 1;
        if (type != RequestType.Read || !IsOnDisk(sector, wanted)) return false;
        foreach (var (physical, length) in request.Writable.Part(0, wanted))
        {
            if (!_disk.TryReadAtOnce(offset, request.Memory.Buffer(physical, length))) return false;
            offset += (ulong)length;
        }
        return true;
    }

    /// <summary>The part that may take its time. It tells nobody what it writes to the guest's memory.</summary>
    private Result Try(VirtioRequest request, RequestType type, ulong sector)
    {
        ulong given = request.Readable.Length - HeaderLength, wanted = request.Writable.Length - 1;
        try
        {
            switch (type)
            {
                case RequestType.Read when IsOnDisk(sector, wanted): Read(request, sector * IDisk.SectorLength, wanted); break;
                case RequestType.Write when IsOnDisk(sector, given) && !_disk.IsReadOnly: Write(request, sector * IDisk.SectorLength, given); break;
                case RequestType.Read or RequestType.Write: return Result.IoError;
                case RequestType.Flush: _disk.Flush(); break;
                case RequestType.GetIdentifier: break;
                default: return Result.Unsupported;
            }
            return Result.Ok;
        }
        catch (IOException)
        {
            return Result.IoError;
        }
    }

    /// <summary>The status byte is the last writable one; the bytes written to the guest are counted with it.</summary>
    private void Answer(Virtqueue queue, VirtioRequest request, RequestType type, Result result)
    {
        ulong wanted = request.Writable.Length - 1, written = 0;
        if (result == Result.Ok && type == RequestType.Read)
        {
            written = wanted;
            foreach (var (physical, length) in request.Writable.Part(0, wanted)) request.Memory.Overwritten(physical, length);
        }
        if (type == RequestType.GetIdentifier)
        {
            written = Math.Min(wanted, IdentifierLength);
            request.Write(0, _identifier.AsSpan(0, (int)written));
        }
        request.Write(wanted, [(byte)result]);
        queue.Complete(request, (uint)written + 1);
    }

    /// <summary>Whole sectors, not past the disk's end, and no more at once than the configuration says.</summary>
    private bool IsOnDisk(ulong sector, ulong bytes)
    {
        ulong sectors = _disk.Length / IDisk.SectorLength, count = bytes / IDisk.SectorLength;
        return bytes % IDisk.SectorLength == 0 && bytes <= MostBytes && sector <= sectors && count <= sectors - sector;
    }

    private void Read(VirtioRequest request, ulong offset, ulong bytes)
    {
        foreach (var (physical, length) in request.Writable.Part(0, bytes))
        {
            _disk.Read(offset, request.Memory.Buffer(physical, length));
            offset += (ulong)length;
        }
    }

    private void Write(VirtioRequest request, ulong offset, ulong bytes)
    {
        foreach (var (physical, length) in request.Readable.Part(HeaderLength, bytes))
        {
            _disk.Write(offset, request.Memory.Source(physical, length));
            offset += (ulong)length;
        }
    }
}
