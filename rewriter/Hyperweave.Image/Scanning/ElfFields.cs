using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Scanning;

/// <summary>The tables of an ELF file of either class, by the offsets of their fields (System V ABI, "ELF Header" and after).</summary>
internal sealed class ElfFields
{
    private const uint Magic = 0x464C_457F;
    private const byte Class32 = 1, Class64 = 2, LittleEndian = 1;
    private const ulong HeaderSize32 = 52, HeaderSize64 = 64;

    private readonly ElfBytes bytes;

    public ElfFields(ElfBytes bytes)
    {
        this.bytes = bytes;
        if (bytes.Length < 16 || bytes.Number32(0) != Magic)
            throw bytes.Malformed("not an ELF file");
        if (bytes.Number8(4) is not (Class32 or Class64) || bytes.Number8(5) != LittleEndian)
            throw bytes.Malformed("not a little-endian ELF file of 32 or 64 bits");
        Is64 = bytes.Number8(4) == Class64;
        if ((ulong)bytes.Length < (Is64 ? HeaderSize64 : HeaderSize32))
            throw bytes.Malformed("the file ends within its ELF header");
    }

    public bool Is64 { get; }

    public ushort Type => bytes.Number16(16);

    public ushort Machine => bytes.Number16(18);

    private ulong SectionTable => Pick(40, 32);

    private ulong SectionEntrySize => bytes.Number16(Is64 ? 58UL : 46);

    /// <summary>Every section header. A count of zero with a table stands in section 0 (extended numbering).</summary>
    public SectionRow[] Sections()
    {
        if (SectionTable == 0)
            return [];
        Require(SectionEntrySize, Is64 ? 64UL : 40, "section headers");
        ulong count = bytes.Number16(Is64 ? 60UL : 48);
        if (count == 0)
            count = Section(0).Size;
        // All at once, before anything is made that is as large as the file claims.
        bytes.Slice(SectionTable, Bounded(count, SectionEntrySize, "sections"));
        return [.. Enumerable.Range(0, (int)count).Select(index => Section((ulong)index))];
    }

    /// <summary>The section that holds the names of sections.</summary>
    public uint NameSection(SectionRow[] sections)
    {
        const ushort inSectionZero = 0xFFFF;
        uint index = bytes.Number16(Is64 ? 62UL : 50);
        if (index == inSectionZero)
            index = sections[0].Link;
        return index < sections.Length ? index : throw bytes.Malformed($"section names in section {index} of {sections.Length}");
    }

    public IEnumerable<SegmentRow> Segments()
    {
        ulong table = Pick(32, 28), size = bytes.Number16(Is64 ? 54UL : 42), count = bytes.Number16(Is64 ? 56UL : 44);
        if (table == 0 || count == 0)
            yield break;
        Require(size, Is64 ? 56UL : 32, "program headers");
        for (var at = table; count > 0; at += size, count--)
            yield return new SegmentRow(bytes.Number32(at), (SegmentFlags)bytes.Number32(at + (Is64 ? 4UL : 24)), Word(at, 8, 4), Word(at, 16, 8), Word(at, 32, 16));
    }

    public IEnumerable<SymbolRow> Symbols(SectionRow table)
    {
        ulong entry = Is64 ? 24UL : 16;
        if (table.Size % entry != 0)
            throw bytes.Malformed($"symbol table of 0x{table.Size:x} bytes is no whole number of entries");
        bytes.Slice(table.Offset, table.Size);
        for (var at = table.Offset; at < table.Offset + table.Size; at += entry)
        {
            var kind = (SymbolKind)(bytes.Number8(at + (Is64 ? 4UL : 12)) & 15);
            yield return new SymbolRow(bytes.Number32(at), kind, bytes.Number16(at + (Is64 ? 6UL : 14)), Word(at, 8, 4), Word(at, 16, 8));
        }
    }

    private SectionRow Section(ulong index)
    {
        var at = SectionTable + (index * SectionEntrySize);
        return new SectionRow(bytes.Number32(at), (SectionType)bytes.Number32(at + 4), (SectionFlags)Word(at, 8, 8),
            Word(at, 16, 12), Word(at, 24, 16), Word(at, 32, 20), bytes.Number32(at + (Is64 ? 40UL : 24)));
    }

    /// <summary>An address-sized field of the file header.</summary>
    private ulong Pick(ulong in64, ulong in32) => Word(0, in64, in32);

    private ulong Word(ulong at, ulong in64, ulong in32) => Is64 ? bytes.Number64(at + in64) : bytes.Number32(at + in32);

    private void Require(ulong size, ulong expected, string what)
    {
        if (size != expected)
            throw bytes.Malformed($"{what} of {size} bytes, expected {expected}");
    }

    private ulong Bounded(ulong count, ulong size, string what) =>
        count <= (ulong)bytes.Length / size ? count * size : throw bytes.Malformed($"{count} {what} do not fit into the file");
}

/// <summary>A section header; <c>Link</c> is sh_link.</summary>
internal readonly record struct SectionRow(uint Name, SectionType Type, SectionFlags Flags, ulong Address, ulong Offset, ulong Size, uint Link);

/// <summary>A program header; <c>FileSize</c> in bytes.</summary>
internal readonly record struct SegmentRow(uint Type, SegmentFlags Flags, ulong Offset, ulong Address, ulong FileSize);

/// <summary>A symbol; <c>Section</c> is st_shndx.</summary>
internal readonly record struct SymbolRow(uint Name, SymbolKind Kind, ushort Section, ulong Value, ulong Size);
