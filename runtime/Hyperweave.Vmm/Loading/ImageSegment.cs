namespace Hyperweave.Vmm.Loading;

/// <summary>PF_X, PF_W, PF_R.</summary>
[Flags]
public enum SegmentRights : uint
{
    None = 0,
    Execute = 1,
    Write = 2,
    Read = 4,
}

/// <summary>A part of an image that is to stand in memory; bytes beyond the file's are zero.</summary>
/// <param name="Name">For messages.</param>
/// <param name="HeaderOffset">File offset of what describes it.</param>
public sealed record ImageSegment(string Name, ulong Physical, ulong Virtual, ulong MemorySize, ulong FileOffset, ulong FileSize,
    SegmentRights Rights, ulong HeaderOffset)
{
    public ulong End => Physical + MemorySize;

    public bool Contains(ulong physical) => physical - Physical < MemorySize;

    /// <summary>Sorts by physical address and refuses segments that no machine can hold or that overlap.</summary>
    internal static IReadOnlyList<ImageSegment> Ordered(string path, IEnumerable<ImageSegment> segments)
    {
        ImageSegment[] ordered = [.. segments.OrderBy(segment => segment.Physical)];
        foreach (var segment in ordered)
            if (segment.End < segment.Physical || segment.End > GuestMemory.GuestMemoryMap.LowLimit)
                throw new ImageException(path, $"{segment.Name}: 0x{segment.MemorySize:X} bytes at physical address 0x{segment.Physical:X} "
                    + "do not lie below 3 GiB", (long)segment.HeaderOffset);
        for (int i = 1; i < ordered.Length; i++)
            if (ordered[i].Physical < ordered[i - 1].End)
                throw new ImageException(path, $"{ordered[i].Name} at physical address 0x{ordered[i].Physical:X} overlaps {ordered[i - 1].Name}",
                    (long)ordered[i].HeaderOffset);
        return ordered;
    }
}
