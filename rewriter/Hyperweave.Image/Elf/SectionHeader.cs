namespace Hyperweave.Image.Elf;

/// <summary>One section header (System V ABI, "Section Header").</summary>
internal sealed class SectionHeader
{
    public required int Index { get; init; }
    public required uint NameOffset { get; init; }
    public required SectionType Type { get; init; }
    public required SectionFlags Flags { get; init; }
    public required ulong Offset { get; init; }
    public required ulong Size { get; init; }
    public required uint Link { get; init; }
    public required uint Info { get; init; }
    public required ulong Alignment { get; init; }
    public required ulong EntrySize { get; init; }
    public string Name { get; set; } = "";

    public static SectionHeader Read(ElfBytes bytes, ulong at, int index) => new()
    {
        Index = index,
        NameOffset = bytes.Number32(at),
        Type = (SectionType)bytes.Number32(at + 4),
        Flags = (SectionFlags)bytes.Number64(at + 8),
        Offset = bytes.Number64(at + 24),
        Size = bytes.Number64(at + 32),
        Link = bytes.Number32(at + 40),
        Info = bytes.Number32(at + 44),
        Alignment = bytes.Number64(at + 48),
        EntrySize = bytes.Number64(at + 56),
    };
}
