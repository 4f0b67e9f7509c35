namespace Hyperweave.Vmm.Loading;

/// <summary>Where the fields stand that differ between ELF32 and ELF64. Offsets in bytes.</summary>
internal sealed record ElfLayout(bool Is64Bit, int HeaderSize, int ProgramTable, int ProgramCount, int ProgramEntrySize,
    int SectionTable, int SectionCount, int SectionEntrySize, int SymbolSize)
{
    public static ElfLayout Bits32 { get; } = new(false, 52, 0x1C, 0x2C, 32, 0x20, 0x30, 40, 16);
    public static ElfLayout Bits64 { get; } = new(true, 64, 0x20, 0x38, 56, 0x28, 0x3C, 64, 24);

    /// <summary>An address or offset: 4 or 8 bytes.</summary>
    public ulong Word(ImageBytes file, ulong offset, string what) => Is64Bit ? file.U64(offset, what) : file.U32(offset, what);
}

/// <summary>One program header, checked on its own.</summary>
internal sealed class ElfProgramHeader
{
    private readonly ulong _at;
    private readonly ImageBytes _file;

    public ElfProgramHeader(ImageBytes file, ElfLayout layout, ulong at, int index)
    {
        _file = file;
        _at = at;
        Name = $"program header {index}";
        ulong Field(int offset32, int offset64) => layout.Word(file, at + (ulong)(layout.Is64Bit ? offset64 : offset32), Name);
        Type = file.U32(at, Name);
        Flags = file.U32(at + (layout.Is64Bit ? 4u : 24u), Name);
        Offset = Field(4, 8);
        VirtualAddress = Field(8, 16);
        PhysicalAddress = Field(12, 24);
        FileSize = Field(16, 32);
        MemorySize = Field(20, 40);
    }

    public string Name { get; }
    public uint Type { get; }
    public uint Flags { get; }
    public ulong Offset { get; }
    public ulong VirtualAddress { get; }
    public ulong PhysicalAddress { get; }
    public ulong FileSize { get; }
    public ulong MemorySize { get; }

    public ImageSegment ToSegment()
    {
        if (FileSize > MemorySize) throw _file.Bad($"{Name}: file size 0x{FileSize:X} is larger than memory size 0x{MemorySize:X}", _at);
        // A segment of zeros alone takes nothing from the file: its offset has no meaning.
        ulong offset = FileSize == 0 ? 0 : Offset;
        _file.Slice(offset, FileSize, $"{Name}: segment");
        return new ImageSegment(Name, PhysicalAddress, VirtualAddress, MemorySize, offset, FileSize, (SegmentRights)(Flags & 7), _at);
    }
}
