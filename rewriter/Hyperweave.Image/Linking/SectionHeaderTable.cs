using System.Text;
using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>Collects the section headers and their names, and writes both.</summary>
internal sealed class SectionHeaderTable
{
    private readonly record struct Entry(
        uint Name, SectionType Type, SectionFlags Flags, ulong Address, ulong Offset, ulong Size, uint Link, uint Info, ulong Alignment, ulong EntrySize);

    private readonly MemoryStream _names = new();
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<OutputSection, int> _indices = [];

    public SectionHeaderTable()
    {
        AddName("");
        _entries.Add(default);
    }

    /// <summary>Entries so far, the null entry included.</summary>
    public int Count => _entries.Count;

    public int IndexOf(OutputSection section) => _indices[section];

    public void Add(OutputSection section, ulong offset)
    {
        _indices.Add(section, _entries.Count);
        Add(section.Name, section.Type, section.Flags, section.Address, offset, section.Size, section.Alignment);
    }

    public void Add(
        string name, SectionType type, SectionFlags flags, ulong address, ulong offset, ulong size, ulong alignment, uint link = 0, uint info = 0, ulong entrySize = 0) =>
        _entries.Add(new Entry(AddName(name), type, flags, address, offset, size, link, info, alignment, entrySize));

    /// <summary>Writes names and table at the end of the file; returns the table's offset and the index of the names.</summary>
    public (ulong Offset, int NameIndex) Write(MemoryStream file)
    {
        var nameIndex = _entries.Count;
        var nameOffset = (ulong)file.Length;
        Add(".shstrtab", SectionType.StringTable, SectionFlags.None, 0, nameOffset, 0, 1);
        _entries[nameIndex] = _entries[nameIndex] with { Size = (ulong)_names.Length };
        file.Position = file.Length;
        _names.WriteTo(file);
        file.Position = (long)Alignments.Up((ulong)file.Length, sizeof(ulong));
        var offset = (ulong)file.Position;
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        foreach (var entry in _entries)
            WriteEntry(writer, entry);
        return (offset, nameIndex);
    }

    private static void WriteEntry(BinaryWriter writer, Entry entry)
    {
        writer.Write(entry.Name);
        writer.Write((uint)entry.Type);
        writer.Write((ulong)entry.Flags);
        writer.Write(entry.Address);
        writer.Write(entry.Offset);
        writer.Write(entry.Size);
        writer.Write(entry.Link);
        writer.Write(entry.Info);
        writer.Write(entry.Alignment);
        writer.Write(entry.EntrySize);
    }

    private uint AddName(string name)
    {
        var offset = (uint)_names.Position;
        _names.Write(Encoding.UTF8.GetBytes(name + '\0'));
        return offset;
    }
}
