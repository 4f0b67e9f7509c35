namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>A range of guest-physical memory that has been found to be RAM.</summary>
public readonly record struct GuestSegment(ulong Physical, int Length);

/// <summary>The buffers of one direction of a request, in order, as one run of bytes.</summary>
public sealed class GuestSegments
{
    /// <summary>Buffers are worked on in pieces of this size.</summary>
    private const uint PieceLength = 1 << 20;

    private readonly List<(ulong Physical, uint Length)> _buffers = [];

    /// <summary>Bytes in all.</summary>
    public ulong Length { get; private set; }

    public void Clear()
    {
        _buffers.Clear();
        Length = 0;
    }

    public void Add(ulong physical, uint length)
    {
        _buffers.Add((physical, length));
        Length += length;
    }

    /// <summary>Where a part of the bytes lies; the part is within <see cref="Length"/>.</summary>
    public IEnumerable<GuestSegment> Part(ulong from, ulong length)
    {
        foreach (var (physical, bufferLength) in _buffers)
        {
            ulong skipped = Math.Min(from, bufferLength), end = skipped + Math.Min(length, bufferLength - skipped);
            from -= skipped;
            length -= end - skipped;
            for (ulong at = skipped; at < end; at += PieceLength)
                yield return new GuestSegment(physical + at, (int)Math.Min(end - at, PieceLength));
        }
    }
}
