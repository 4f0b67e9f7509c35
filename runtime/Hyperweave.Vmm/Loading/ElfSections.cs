namespace Hyperweave.Vmm.Loading;

/// <summary>The section headers of an ELF file, as far as symbols and lines need them.</summary>
internal sealed class ElfSections(ImageBytes file, ElfLayout layout)
{
    private const uint SymbolTableType = 2, StringTableType = 3;
    private const int FunctionType = 2, NoType = 0, ObjectType = 1;

    private readonly record struct Section(uint Name, uint Type, ulong Offset, ulong Size, uint Link, ulong At);

    /// <summary>The named functions and objects of .symtab; none where the file has no sections.</summary>
    public List<Symbol> ReadSymbols()
    {
        var symbols = new List<Symbol>();
        var sections = ReadSections();
        foreach (var section in sections)
            if (section.Type == SymbolTableType) ReadSymbols(section, sections, symbols);
        return symbols;
    }

    /// <summary>Where a section's bytes are in the file; null where there is none of that name.</summary>
    public (ulong Offset, ulong Size)? Find(string name)
    {
        var sections = ReadSections();
        int index = file.U16((ulong)layout.SectionCount + 2, "index of the section names");
        if (index >= sections.Count) return null;
        var names = sections[index];
        foreach (var section in sections)
            if (file.Text(names.Offset, names.Size, section.Name) == name) return (section.Offset, section.Size);
        return null;
    }

    private List<Section> ReadSections()
    {
        ulong table = layout.Word(file, (ulong)layout.SectionTable, "section header offset");
        int count = file.U16((ulong)layout.SectionCount, "section header count");
        var sections = new List<Section>();
        if (table == 0 || count == 0) return sections;
        int entrySize = file.U16((ulong)layout.SectionCount - 2, "section header size");
        if (entrySize != layout.SectionEntrySize)
            throw file.Bad($"section header size is {entrySize}, not {layout.SectionEntrySize}", (ulong)layout.SectionCount - 2);
        file.Slice(table, (ulong)(count * entrySize), "section headers");
        for (int i = 0; i < count; i++) sections.Add(ReadSection(table + (ulong)(i * entrySize)));
        return sections;
    }

    private Section ReadSection(ulong at)
    {
        const string what = "section header";
        ulong Field(int offset32, int offset64) => layout.Word(file, at + (ulong)(layout.Is64Bit ? offset64 : offset32), what);
        return new Section(file.U32(at, what), file.U32(at + 4, what), Field(16, 24), Field(20, 32), file.U32(at + (layout.Is64Bit ? 40u : 24u), what), at);
    }

    private void ReadSymbols(Section table, List<Section> sections, List<Symbol> symbols)
    {
        if (table.Link >= sections.Count || sections[(int)table.Link].Type != StringTableType)
            throw file.Bad($"symbol table names section {table.Link} as its strings, which is not a string table", table.At);
        var strings = sections[(int)table.Link];
        file.Slice(table.Offset, table.Size, "symbol table");
        file.Slice(strings.Offset, strings.Size, "string table");
        for (ulong at = 0; at + (ulong)layout.SymbolSize <= table.Size; at += (ulong)layout.SymbolSize)
            if (ReadSymbol(table.Offset + at, strings) is { Name.Length: > 0 } symbol) symbols.Add(symbol);
    }

    private Symbol? ReadSymbol(ulong at, Section strings)
    {
        const string what = "symbol";
        int type = file.U8(at + (layout.Is64Bit ? 4u : 12u), what) & 15;
        int section = file.U16(at + (layout.Is64Bit ? 6u : 14u), what);
        if (section == 0 || type is not (NoType or FunctionType or ObjectType)) return null;
        ulong value = layout.Word(file, at + (layout.Is64Bit ? 8u : 4u), what);
        ulong size = layout.Word(file, at + (layout.Is64Bit ? 16u : 8u), what);
        return new Symbol(file.Text(strings.Offset, strings.Size, file.U32(at, what)), value, size);
    }
}
