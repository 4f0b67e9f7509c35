using Hyperweave.Vmm.Loading.Dwarf;

namespace Hyperweave.Vmm.Loading;

/// <summary>
/// An executable ELF file for x86, read strictly: what the header claims must be there (System V ABI, chapters 4 and 5).
/// </summary>
internal sealed class ElfFile
{
    private const ushort TypeExecutable = 2, MachineI386 = 3, MachineX86_64 = 62;
    private const uint SegmentLoad = 1, SegmentNote = 4;
    private const int MostSegments = 256;

    private readonly ImageBytes _file;
    private readonly ElfLayout _layout;

    public static bool IsElf(ImageBytes file) => file.Length >= 4 && file.U32(0, "magic") == 0x464C_457F;

    public ElfFile(ImageBytes file)
    {
        _file = file;
        if (!IsElf(file)) throw file.Bad("is not an ELF file", 0);
        _layout = file.U8(4, "ELF class") switch
        {
            1 => ElfLayout.Bits32,
            2 => ElfLayout.Bits64,
            byte other => throw file.Bad($"ELF class {other} is neither 32-bit (1) nor 64-bit (2)", 4),
        };
        file.Slice(0, (ulong)_layout.HeaderSize, "ELF header");
        CheckIdentity();
        Entry = Word(0x18, "ELF entry");
        Segments = ReadSegments();
        Symbols = new ElfSections(file, _layout).ReadSymbols();
    }

    public bool Is64Bit => _layout.Is64Bit;

    /// <summary>e_entry.</summary>
    public ulong Entry { get; }

    /// <summary>The PT_LOAD segments that occupy memory, by physical address.</summary>
    public IReadOnlyList<ImageSegment> Segments { get; private set; }

    public IReadOnlyList<ElfNote> Notes { get; private set; } = [];

    public IReadOnlyList<Symbol> Symbols { get; }

    /// <summary>From .debug_line; empty where the file has none.</summary>
    /// <exception cref="ImageException">It is malformed.</exception>
    public LineTable ReadLines() => new ElfSections(_file, _layout).Find(".debug_line") is var (offset, size)
        ? LineTable.Read(_file, offset, size) : LineTable.Empty;

    private void CheckIdentity()
    {
        Expect(_file.U8(5, "ELF data encoding"), 1, "ELF data encoding (little-endian)", 5);
        Expect(_file.U8(6, "ELF version"), 1, "ELF identification version", 6);
        Expect(_file.U16(0x10, "ELF type"), TypeExecutable, "ELF type (executable)", 0x10);
        Expect(_file.U16(0x12, "ELF machine"), Is64Bit ? MachineX86_64 : MachineI386, Is64Bit ? "ELF machine (x86-64)" : "ELF machine (80386)", 0x12);
        Expect(_file.U32(0x14, "ELF version"), 1, "ELF version", 0x14);
    }

    private IReadOnlyList<ImageSegment> ReadSegments()
    {
        ulong table = Word(_layout.ProgramTable, "program header offset");
        int count = _file.U16((ulong)_layout.ProgramCount, "program header count");
        int entrySize = _file.U16((ulong)_layout.ProgramCount - 2, "program header size");
        if (count == 0) throw _file.Bad("has no program headers", (ulong)_layout.ProgramCount);
        if (count > MostSegments) throw _file.Bad($"{count} program headers are more than {MostSegments}", (ulong)_layout.ProgramCount);
        Expect(entrySize, _layout.ProgramEntrySize, "program header size", (ulong)_layout.ProgramCount - 2);
        _file.Slice(table, (ulong)(count * entrySize), "program headers");

        var segments = new List<ImageSegment>();
        var notes = new List<ElfNote>();
        for (int i = 0; i < count; i++)
        {
            var header = new ElfProgramHeader(_file, _layout, table + (ulong)(i * entrySize), i);
            if (header.Type == SegmentLoad && header.MemorySize != 0) segments.Add(header.ToSegment());
            if (header.Type == SegmentNote) notes.AddRange(ElfNote.ReadAll(_file, header.Offset, header.FileSize));
        }
        if (segments.Count == 0) throw _file.Bad("has no segment to load", table);
        Notes = notes;
        return ImageSegment.Ordered(_file.Path, segments);
    }

    private ulong Word(int offset, string what) => _layout.Word(_file, (ulong)offset, what);

    private void Expect(int actual, int wanted, string what, ulong offset) => Expect((uint)actual, (uint)wanted, what, offset);

    private void Expect(uint actual, uint wanted, string what, ulong offset)
    {
        if (actual != wanted) throw _file.Bad($"{what} is {actual}, not {wanted}", offset);
    }
}
