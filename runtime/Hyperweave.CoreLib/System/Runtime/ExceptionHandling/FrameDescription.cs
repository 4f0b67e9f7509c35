namespace System.Runtime.ExceptionHandling;

/// <summary>
/// One FDE of .eh_frame as ilc writes it (LSB 5.0, 10.6.1.2): length, CIE offset, function start (self-relative), function
/// length, then the size of the augmentation, which holds the self-relative address of ilc's own exception data.
/// </summary>
internal readonly unsafe struct FrameDescription
{
    internal readonly ulong Start;
    internal readonly uint Length;
    /// <summary>ilc's exception data; see <see cref="ClauseReader"/>.</summary>
    internal readonly byte* ExceptionData;
    internal readonly byte* Instructions;
    internal readonly byte* InstructionsEnd;

    internal FrameDescription(byte* record)
    {
        byte* start = record + 8;
        Start = (ulong)(start + *(int*)start);
        Length = *(uint*)(record + 12);
        byte* reader = record + 16;
        uint augmentation = Leb128.ReadUnsigned(ref reader);
        ExceptionData = reader + *(int*)reader;
        Instructions = reader + augmentation;
        InstructionsEnd = record + 4 + *(uint*)record;
    }
}
