namespace Hyperweave.Image.Elf;

/// <summary>Reads relocations with addends, SHT_RELA (System V ABI, "Relocation"); x86-64 uses no others.</summary>
internal static class RelocationReader
{
    private const ulong EntrySize = 24;

    public static void Read(ElfBytes bytes, SectionHeader[] headers, ObjectSection?[] sections, ObjectSymbol[] symbols)
    {
        foreach (var header in headers)
        {
            if (header.Type == SectionType.Relocations)
                throw bytes.Malformed($"section {header.Name}: relocations without addends are not used on x86-64");
            if (header.Type == SectionType.RelocationsWithAddend)
                ReadSection(bytes, header, Target(bytes, header, sections), symbols);
        }
    }

    private static ObjectSection? Target(ElfBytes bytes, SectionHeader header, ObjectSection?[] sections) =>
        header.Info < sections.Length ? sections[header.Info] : throw bytes.Malformed($"section {header.Name} relocates section {header.Info} of {sections.Length}");

    private static void ReadSection(ElfBytes bytes, SectionHeader header, ObjectSection? target, ObjectSymbol[] symbols)
    {
        if (target is null)
            return;
        if (header.Size % EntrySize != 0)
            throw bytes.Malformed($"section {header.Name} of 0x{header.Size:x} bytes is no whole number of relocations");
        bytes.Slice(header.Offset, header.Size);
        for (var at = header.Offset; at < header.Offset + header.Size; at += EntrySize)
            target.Relocations.Add(ReadOne(bytes, at, target, symbols));
    }

    private static Relocation ReadOne(ElfBytes bytes, ulong at, ObjectSection target, ObjectSymbol[] symbols)
    {
        var offset = bytes.Number64(at);
        var symbol = bytes.Number32(at + 12);
        var type = (RelocationType)bytes.Number32(at + 8);
        if (symbol >= symbols.Length)
            throw bytes.Malformed($"{target.Name}+0x{offset:x}: relocation names symbol {symbol} of {symbols.Length}");
        return new Relocation(offset, type, symbols[symbol], (long)bytes.Number64(at + 16));
    }
}
