using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>One section of the image: the input sections of its kind, one behind the other.</summary>
internal sealed class OutputSection(string name, SectionType type, SectionFlags flags)
{
    private readonly List<(ObjectSection Section, ulong Offset)> _parts = [];

    public string Name { get; } = name;

    public SectionType Type { get; } = type;

    public SectionFlags Flags { get; } = flags;

    public ulong Alignment { get; private set; } = 1;

    public ulong Size { get; private set; }

    /// <summary>Address in memory; 0 for sections that are not loaded.</summary>
    public ulong Address { get; set; }

    /// <summary>The linked bytes; empty for <see cref="SectionType.NoBits"/>.</summary>
    public byte[] Content { get; set; } = [];

    public IReadOnlyList<(ObjectSection Section, ulong Offset)> Parts => _parts;

    public bool IsAllocated => Flags.HasFlag(SectionFlags.Allocate);

    public bool IsExecutable => Flags.HasFlag(SectionFlags.Execute);

    public ulong End => Address + Size;

    /// <summary>Appends an input section and returns its offset.</summary>
    public ulong Append(ObjectSection section)
    {
        Alignment = Math.Max(Alignment, section.Alignment);
        var offset = Alignments.Up(Size, section.Alignment);
        _parts.Add((section, offset));
        Size = offset + section.Size;
        return offset;
    }
}
