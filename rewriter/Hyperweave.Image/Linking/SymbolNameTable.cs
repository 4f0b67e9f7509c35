using System.Buffers.Binary;
using System.Text;
using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>
/// The table by which a running kernel names its own addresses, symbol <c>hw_symbol_table</c>: a 32-bit count, then for
/// each function or method table, by rising address, the offset from the image's start and the offset from the table's
/// start of its name in UTF-8, zero-terminated.
/// </summary>
internal sealed class SymbolNameTable
{
    private const int CountSize = 4, EntrySize = 8;
    private const string MethodTablePrefix = "_ZTV";

    private readonly ObjectSection _section;
    private readonly List<ObjectSymbol> _named;
    private readonly ReadableNames _names;
    private readonly Dictionary<string, uint> _nameOffsets = [];

    /// <summary>Reserves the table for the symbols of these objects.</summary>
    public SymbolNameTable(IEnumerable<ObjectFile> objects, ReadableNames names)
    {
        _names = names;
        _named = objects.SelectMany(file => file.Symbols).Where(IsNamed).ToList();
        File = new ObjectFile("symbol names");
        _section = new ObjectSection(File, SectionPlacement.SymbolNames, SectionType.ProgramBits, SectionFlags.Allocate) { Alignment = EntrySize };
        _section.Content = PlaceNames();
        _section.Size = (ulong)_section.Content.Length;
        File.Sections.Add(_section);
        File.Symbols.Add(new ObjectSymbol("hw_symbol_table") { Section = _section, Size = _section.Size, Kind = SymbolKind.Object, IsGlobal = true });
    }

    /// <summary>The object to link.</summary>
    public ObjectFile File { get; }

    /// <summary>Writes the addresses, once they are known.</summary>
    public void Fill(ImageLayout layout)
    {
        var entries = _named.Select(symbol => (Address: layout.Address(symbol.Section!) + symbol.Value, Name: _names.Of(symbol.Name)))
            .OrderBy(entry => entry.Address).ThenBy(entry => entry.Name, StringComparer.Ordinal);
        var at = _section.Content.AsSpan();
        BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)_named.Count);
        at = at[CountSize..];
        foreach (var (address, name) in entries)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)(address - ImageLayout.Base));
            BinaryPrimitives.WriteUInt32LittleEndian(at[CountSize..], _nameOffsets[name]);
            at = at[EntrySize..];
        }
    }

    private static bool IsNamed(ObjectSymbol symbol) =>
        symbol.Section is { IsAllocated: true }
        && (symbol is { Kind: SymbolKind.Function, Size: > 0 } || symbol.Name.StartsWith(MethodTablePrefix, StringComparison.Ordinal));

    private byte[] PlaceNames()
    {
        var table = new MemoryStream();
        table.Write(new byte[CountSize + (EntrySize * _named.Count)]);
        foreach (var name in _named.Select(symbol => _names.Of(symbol.Name)).Distinct().Order(StringComparer.Ordinal))
        {
            _nameOffsets.Add(name, (uint)table.Position);
            table.Write(Encoding.UTF8.GetBytes(name + '\0'));
        }
        return table.ToArray();
    }
}
