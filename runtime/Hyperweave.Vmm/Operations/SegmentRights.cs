namespace Hyperweave.Vmm.Operations;

/// <summary>Type and limit of a segment against an access by code that is not 64-bit (Intel SDM 3A 5.3, 5.4, 5.5).</summary>
public static class SegmentRights
{
    private const uint Code = 1 << 11, ExpandDown = 1 << 10, Allowed = 1 << 9;

    /// <summary>Whether data of this length may be reached at an offset; a register that a null selector was loaded into allows nothing.</summary>
    public static bool Allows(in Segment segment, ulong offset, int length, bool write)
    {
        bool isCode = (segment.Attributes & Code) != 0, isAllowed = (segment.Attributes & Allowed) != 0;
        bool fits = isCode ? isAllowed && !write : isAllowed || !write;
        return fits && (segment.Attributes & ProcessorMode.Present) != 0 && Contains(segment, offset, length);
    }

    /// <summary>Whether all of it lies within the limit; that of an expand-down segment is the last offset that is not its own.</summary>
    public static bool Contains(in Segment segment, ulong offset, int length)
    {
        ulong last = offset + (ulong)length - 1;
        if ((segment.Attributes & (Code | ExpandDown)) != ExpandDown) return last <= segment.Limit;
        return offset > segment.Limit && last <= ((segment.Attributes & ProcessorMode.DefaultBig) != 0 ? uint.MaxValue : ushort.MaxValue);
    }
}
