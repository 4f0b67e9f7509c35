using System.Text;
using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>Writes .symtab and .strtab: every function and object, by its readable name, all of them global.</summary>
internal static class SymbolTableWriter
{
    private const ulong EntrySize = 24;
    private const byte Global = 1 << 4;

    public static void Write(MemoryStream file, ImageSymbols symbols, ReadableNames names, SectionHeaderTable headers)
    {
        var strings = new MemoryStream();
        strings.WriteByte(0);
        file.Position = (long)Alignments.Up((ulong)file.Length, sizeof(ulong));
        var offset = (ulong)file.Position;
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        writer.Write(new byte[EntrySize]);
        foreach (var symbol in symbols.All)
            WriteSymbol(writer, symbol, AddString(strings, names.Of(symbol.Name)), headers.IndexOf(symbol.Section));
        writer.Flush();
        var stringOffset = (ulong)file.Position;
        strings.WriteTo(file);
        // sh_info: one more than the last local symbol, which is the null entry.
        headers.Add(".symtab", SectionType.SymbolTable, SectionFlags.None, 0, offset, stringOffset - offset, sizeof(ulong), (uint)headers.Count + 1, 1, EntrySize);
        headers.Add(".strtab", SectionType.StringTable, SectionFlags.None, 0, stringOffset, (ulong)strings.Length, 1);
    }

    private static void WriteSymbol(BinaryWriter writer, ImageSymbol symbol, uint name, int section)
    {
        writer.Write(name);
        writer.Write((byte)(Global | (byte)symbol.Kind));
        writer.Write((byte)0);
        writer.Write((ushort)section);
        writer.Write(symbol.Address);
        writer.Write(symbol.Size);
    }

    private static uint AddString(MemoryStream strings, string text)
    {
        var offset = (uint)strings.Position;
        strings.Write(Encoding.UTF8.GetBytes(text + '\0'));
        return offset;
    }
}
