namespace Hyperweave.Image.Elf;

/// <summary>Reads the one symbol table of an object (System V ABI, "Symbol Table").</summary>
internal static class SymbolTableReader
{
    private const ulong EntrySize = 24;
    private const ushort Undefined = 0, Absolute = 0xFFF1, Common = 0xFFF2, FirstReservedIndex = 0xFF00, ExtendedIndex = 0xFFFF;
    private const int BindingLocal = 0, BindingGlobal = 1, BindingWeak = 2;

    public static ObjectSymbol[] Read(ElfBytes bytes, SectionHeader[] headers, ObjectSection?[] sections)
    {
        var tables = headers.Where(header => header.Type == SectionType.SymbolTable).ToArray();
        if (tables.Length > 1)
            throw bytes.Malformed("more than one symbol table");
        return tables.Length == 0 ? [] : ReadTable(bytes, headers, sections, tables[0]);
    }

    private static ObjectSymbol[] ReadTable(ElfBytes bytes, SectionHeader[] headers, ObjectSection?[] sections, SectionHeader table)
    {
        if (table.Link >= headers.Length || headers[table.Link].Type != SectionType.StringTable)
            throw bytes.Malformed($"symbol table's strings are not in section {table.Link}");
        if (table.Size % EntrySize != 0)
            throw bytes.Malformed($"symbol table of 0x{table.Size:x} bytes is no whole number of entries");
        bytes.Slice(table.Offset, table.Size);
        var indices = headers.FirstOrDefault(header => header.Type == SectionType.SymbolSectionIndices && header.Link == table.Index);
        var symbols = new ObjectSymbol[table.Size / EntrySize];
        for (var index = 0; index < symbols.Length; index++)
        {
            var at = table.Offset + ((ulong)index * EntrySize);
            var name = bytes.Text(headers[table.Link].Offset + bytes.Number32(at));
            uint section = bytes.Number16(at + 6);
            symbols[index] = section == ExtendedIndex && indices is not null
                ? Create(bytes, sections, name, at, bytes.Number32(indices.Offset + ((ulong)index * 4)), special: false)
                : Create(bytes, sections, name, at, section, special: section >= FirstReservedIndex);
        }
        return symbols;
    }

    private static ObjectSymbol Create(ElfBytes bytes, ObjectSection?[] sections, string name, ulong at, uint section, bool special)
    {
        var info = bytes.Number8(at + 4);
        var binding = info >> 4;
        if (binding is not (BindingLocal or BindingGlobal or BindingWeak))
            throw bytes.Malformed($"symbol {name}: binding {binding} is not known");
        if (special && section is not Absolute)
            throw bytes.Malformed($"symbol {name}: section index 0x{section:x} is not supported{(section == Common ? " (common symbol)" : "")}");
        if (!special && section >= sections.Length)
            throw bytes.Malformed($"symbol {name}: section {section} of {sections.Length}");
        var owner = special || section == Undefined ? null : sections[section];
        var kind = (SymbolKind)(info & 15);
        return new ObjectSymbol(kind == SymbolKind.Section && owner is not null ? owner.Name : name)
        {
            Section = owner,
            Value = CheckValue(bytes, name, bytes.Number64(at + 8), owner),
            Size = bytes.Number64(at + 16),
            Kind = kind,
            IsAbsolute = special,
            IsGlobal = binding != BindingLocal,
            IsWeak = binding == BindingWeak,
        };
    }

    private static ulong CheckValue(ElfBytes bytes, string name, ulong value, ObjectSection? section) =>
        section is null || value <= section.Size
            ? value
            : throw bytes.Malformed($"symbol {name}: offset 0x{value:x} is outside section {section.Name} of 0x{section.Size:x} bytes");
}
