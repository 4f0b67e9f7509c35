using System.Buffers.Binary;
using System.Text;

namespace Hyperweave.Image.Tests;

/// <summary>
/// Writes a small good object, independently of the code under test: .text (CALL elsewhere; RET), .bss, one global
/// function <c>start</c>, one undefined symbol <c>elsewhere</c>, one relocation.
/// </summary>
internal static class ObjectBytes
{
    private static readonly string[] s_sections = ["", ".text", ".bss", ".symtab", ".strtab", ".rela.text", ".shstrtab"];

    public const int Text = 1, Bss = 2, Symbols = 3, Strings = 4, Relocations = 5, Names = 6;

    public static byte[] Create()
    {
        var names = Join(s_sections);
        var strings = Join(["", "start", "elsewhere"]);
        byte[][] contents = [[], [0xE8, 0, 0, 0, 0, 0xC3], [], SymbolTable(), strings, RelocationTable(), names];
        var offsets = new int[contents.Length];
        var file = new List<byte>(new byte[64]);
        for (var index = 0; index < contents.Length; index++)
        {
            offsets[index] = file.Count;
            file.AddRange(contents[index]);
        }
        var table = file.Count;
        for (var index = 0; index < contents.Length; index++)
            file.AddRange(Header(index, offsets[index], index == Bss ? 16 : contents[index].Length, names));
        var bytes = file.ToArray();
        WriteFileHeader(bytes, table);
        return bytes;
    }

    public static int SectionHeader(byte[] file, string name) =>
        (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(40)) + (64 * Array.IndexOf(s_sections, name));

    public static int SectionOffset(byte[] file, int section) =>
        (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(SectionHeader(file, s_sections[section]) + 24));

    private static byte[] Join(string[] texts) => Encoding.ASCII.GetBytes(string.Concat(texts.Select(text => text + '\0')));

    private static byte[] SymbolTable()
    {
        var table = new byte[72];
        // start: name 1, global function, section 1, size 6. elsewhere: name 7, global, undefined.
        table[24] = 1;
        table[28] = 0x12;
        table[30] = Text;
        table[40] = 6;
        table[48] = 7;
        table[52] = 0x10;
        return table;
    }

    // At 1, type 4 (PLT32), symbol 2, addend −4.
    private static byte[] RelocationTable()
    {
        var table = new byte[24];
        table[0] = 1;
        table[8] = 4;
        table[12] = 2;
        BinaryPrimitives.WriteInt64LittleEndian(table.AsSpan(16), -4);
        return table;
    }

    private static byte[] Header(int index, int offset, int size, byte[] names)
    {
        uint[] types = [0, 1, 8, 2, 3, 4, 3];
        ulong[] flags = [0, 6, 3, 0, 0, 0, 0];
        uint[] links = [0, 0, 0, Strings, 0, Symbols, 0];
        uint[] infos = [0, 0, 0, 1, 0, Text, 0];
        var header = new byte[64];
        var name = Encoding.ASCII.GetString(names).IndexOf('\0' + s_sections[index] + '\0', StringComparison.Ordinal) + 1;
        BinaryPrimitives.WriteInt32LittleEndian(header, index == 0 ? 0 : name);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), types[index]);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), flags[index]);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), offset);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(32), index == 0 ? 0 : size);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), links[index]);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(44), infos[index]);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(48), 1);
        return header;
    }

    private static void WriteFileHeader(byte[] file, int table)
    {
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(file, 0);
        file[16] = 1;
        file[18] = 62;
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(40), table);
        file[58] = 64;
        file[60] = (byte)s_sections.Length;
        file[62] = Names;
    }
}
