using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Scanning;

/// <summary>
/// Reads what is executable in an ELF file of either class: images, shared objects, relocatable objects. It asks for less
/// than <see cref="ElfObjectReader"/>, which reads what our own linker must place.
/// </summary>
internal static class CodeFileReader
{
    private const ushort Relocatable = 1, Executable = 2, Shared = 3;
    private const ushort MachineX86 = 3, MachineX64 = 62;
    private const uint Load = 1;
    private const ushort ExtendedIndex = 0xFFFF;
    /// <summary>Names may share bytes, as suffixes of each other; a sound file's names are not this many times the file.</summary>
    private const long MostNamesPerFile = 16;

    /// <exception cref="ImageException">It is no ELF file for x86, or malformed; the message names file and place.</exception>
    public static CodeFile Read(string name, byte[] content)
    {
        var bytes = new ElfBytes(name, content);
        var fields = new ElfFields(bytes);
        if (fields.Type is not (Relocatable or Executable or Shared))
            throw bytes.Malformed($"neither an object nor an image (e_type is {fields.Type})");
        if (fields.Machine is not (MachineX86 or MachineX64))
            throw bytes.Malformed($"not for x86 (e_machine is {fields.Machine}, expected 3 or 62)");
        var sections = fields.Sections();
        var code = sections.Any(IsCode) ? FromSections(bytes, fields, sections) : FromSegments(bytes, fields);
        return new CodeFile(KindOf(fields), fields.Machine == MachineX64 ? 64 : 32, fields.Type == Relocatable, code);
    }

    private static string KindOf(ElfFields fields) =>
        $"ELF{(fields.Is64 ? 64 : 32)} {fields.Type switch { Relocatable => "object", Executable => "image", _ => "shared object" }}";

    private static bool IsCode(SectionRow section) =>
        section.Type == SectionType.ProgramBits && section.Flags.HasFlag(SectionFlags.Execute) && section.Size != 0;

    private static List<CodeSection> FromSections(ElfBytes bytes, ElfFields fields, SectionRow[] sections)
    {
        RequireDisjoint(bytes, sections.Where(IsCode).Select(section => (section.Offset, section.Size)));
        var names = sections[fields.NameSection(sections)].Offset;
        var symbols = Symbols(bytes, fields, sections);
        return [.. sections.Index().Where(entry => IsCode(entry.Item)).Select(entry => new CodeSection(
            bytes.Text(names + entry.Item.Name), entry.Item.Address, bytes.Slice(entry.Item.Offset, entry.Item.Size).ToArray(),
            [.. symbols[entry.Index].OrderBy(symbol => symbol.Offset)]))];
    }

    /// <summary>A stripped image without section headers still says which segments are executable.</summary>
    private static List<CodeSection> FromSegments(ElfBytes bytes, ElfFields fields)
    {
        var segments = fields.Segments().Index()
            .Where(entry => entry.Item.Type == Load && entry.Item.Flags.HasFlag(SegmentFlags.Execute) && entry.Item.FileSize != 0).ToList();
        RequireDisjoint(bytes, segments.Select(entry => (entry.Item.Offset, entry.Item.FileSize)));
        return segments.ConvertAll(entry => new CodeSection($"segment{entry.Index}", entry.Item.Address, bytes.Slice(entry.Item.Offset, entry.Item.FileSize).ToArray(), []));
    }

    /// <summary>Code that is listed twice would be scanned twice, and by a hostile file thousands of times.</summary>
    private static void RequireDisjoint(ElfBytes bytes, IEnumerable<(ulong Offset, ulong Size)> ranges)
    {
        ulong end = 0;
        foreach (var (offset, size) in ranges.OrderBy(range => range.Offset))
        {
            bytes.Slice(offset, size);
            if (offset < end)
                throw bytes.Malformed($"two executable sections overlap at offset 0x{offset:x}");
            end = offset + size;
        }
    }

    private static ILookup<int, CodeSymbol> Symbols(ElfBytes bytes, ElfFields fields, SectionRow[] sections)
    {
        var found = new List<(int Section, CodeSymbol Symbol)>();
        long named = 0;
        foreach (var (index, table) in sections.Index().Where(entry => entry.Item.Type == SectionType.SymbolTable))
        {
            if (table.Link >= sections.Length)
                throw bytes.Malformed($"symbol table's strings are not in section {table.Link}");
            var extended = sections.FirstOrDefault(section => section.Type == SectionType.SymbolSectionIndices && section.Link == index);
            foreach (var (number, symbol) in fields.Symbols(table).Index())
            {
                int section = symbol.Section == ExtendedIndex && extended.Size != 0
                    ? (int)Math.Min(int.MaxValue, bytes.Number32(extended.Offset + ((ulong)number * 4)))
                    : symbol.Section;
                if (Place(fields, sections, symbol, section) is not { } offset)
                    continue;
                var name = bytes.Text(sections[table.Link].Offset + symbol.Name);
                if ((named += name.Length) > MostNamesPerFile * bytes.Length)
                    throw bytes.Malformed($"the names of symbols overlap without end (symbol {number})");
                found.Add((section, new CodeSymbol(name, offset, symbol.Size, symbol.Kind)));
            }
        }
        return found.Where(entry => entry.Symbol.Name.Length != 0).ToLookup(entry => entry.Section, entry => entry.Symbol);
    }

    /// <summary>The symbol's offset in its section; null when it names no place in code. In an image its value is an address.</summary>
    private static ulong? Place(ElfFields fields, SectionRow[] sections, SymbolRow symbol, int section)
    {
        if (section == 0 || section >= sections.Length || !IsCode(sections[section])
            || symbol.Kind is not (SymbolKind.None or SymbolKind.Function or SymbolKind.Object))
            return null;
        var offset = symbol.Value - (fields.Type == Relocatable ? 0 : sections[section].Address);
        return offset < sections[section].Size ? offset : null;
    }
}
