using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>One program header.</summary>
internal readonly record struct ProgramSegment(
    uint Type, SegmentFlags Flags, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize, ulong Alignment);

/// <summary>The program headers of an image: one PT_LOAD for each run of sections with equal permissions, one PT_NOTE for each note.</summary>
internal static class ProgramSegments
{
    private const uint Load = 1, Note = 4;

    public static IReadOnlyList<ProgramSegment> Of(ImageLayout layout, ulong memoryOffset)
    {
        var loads = layout.Allocated.GroupBy(SectionPlacement.Segment).Select(group => LoadOf([.. group], memoryOffset));
        var notes = layout.Allocated.Where(section => section.Type == SectionType.Note)
            .Select(section => new ProgramSegment(Note, SegmentFlags.Read, FileOffset(section, memoryOffset), section.Address, section.Size, section.Size, section.Alignment));
        return [.. loads, .. notes];
    }

    private static ProgramSegment LoadOf(OutputSection[] sections, ulong memoryOffset)
    {
        var first = sections[0];
        var inFile = sections.Where(section => section.Type != SectionType.NoBits).Select(section => section.End).DefaultIfEmpty(first.Address).Max();
        return new ProgramSegment(
            Load, Flags(first), FileOffset(first, memoryOffset), first.Address, inFile - first.Address, sections[^1].End - first.Address, ImageLayout.PageSize);
    }

    private static ulong FileOffset(OutputSection section, ulong memoryOffset) => memoryOffset + section.Address - ImageLayout.Base;

    private static SegmentFlags Flags(OutputSection section) =>
        SegmentFlags.Read
        | (section.Flags.HasFlag(SectionFlags.Write) ? SegmentFlags.Write : SegmentFlags.None)
        | (section.IsExecutable ? SegmentFlags.Execute : SegmentFlags.None);
}
