using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Hyperweave.Cli.Tests;

/// <summary>Writes a small ELF file of either class, independently of the code under test: .text, .symtab, .strtab, .shstrtab.</summary>
internal static class ScanElf
{
    /// <summary>Where .text of an image is linked.</summary>
    internal const ulong ImageAddress = 0x10_0000;

    private static readonly string[] Names = ["", ".text", ".symtab", ".strtab", ".shstrtab"];

    /// <param name="symbols">name@offset+size:kind, separated by blanks.</param>
    internal static byte[] Create(bool is64, bool isObject, byte[] code, string symbols)
    {
        var parsed = symbols.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('@', '+', ':')).ToList();
        var address = isObject ? 0 : ImageAddress;
        var strings = Join(["", .. parsed.Select(symbol => symbol[0])]);
        byte[] table = [.. new byte[is64 ? 24 : 16], .. parsed.SelectMany(symbol => Symbol(is64, address, strings, symbol))];
        byte[][] contents = [[], code, table, strings, Join(Names)];
        var file = new List<byte>(new byte[is64 ? 64 : 52]);
        var offsets = contents.Select(content => { var at = file.Count; file.AddRange(content); return at; }).ToArray();
        var headers = file.Count;
        for (var index = 0; index < contents.Length; index++)
            file.AddRange(Section(is64, index, offsets[index], contents[index].Length, address));
        var bytes = file.ToArray();
        WriteHeader(bytes, is64, isObject, headers);
        return bytes;
    }

    private static byte[] Symbol(bool is64, ulong address, byte[] strings, string[] symbol)
    {
        var value = (long)address + int.Parse(symbol[1], CultureInfo.InvariantCulture);
        var size = long.Parse(symbol[2], CultureInfo.InvariantCulture);
        var info = (byte)(0x10 | (symbol[3] switch { "f" => 2, "o" => 1, _ => 0 }));
        int name = Find(strings, symbol[0]);
        return is64
            ? [.. Number(name, 4), info, 0, .. Number(1, 2), .. Number(value, 8), .. Number(size, 8)]
            : [.. Number(name, 4), .. Number(value, 4), .. Number(size, 4), info, 0, .. Number(1, 2)];
    }

    private static byte[] Section(bool is64, int index, int offset, int size, ulong address)
    {
        const int link = 3, allocatedCode = 6;
        int word = is64 ? 8 : 4, entry = index == 2 ? (is64 ? 24 : 16) : 0;
        int[] types = [0, 1, 2, 3, 3];
        return
        [
            .. Number(Find(Join(Names), Names[index]), 4), .. Number(types[index], 4), .. Number(index == 1 ? allocatedCode : 0, word),
            .. Number(index == 1 ? (long)address : 0, word), .. Number(offset, word), .. Number(size, word),
            .. Number(index == 2 ? link : 0, 4), .. Number(0, 4), .. Number(1, word), .. Number(entry, word),
        ];
    }

    private static void WriteHeader(byte[] file, bool is64, bool isObject, int headers)
    {
        byte[] identity = [0x7F, (byte)'E', (byte)'L', (byte)'F', (byte)(is64 ? 2 : 1), 1, 1, .. new byte[9]];
        int word = is64 ? 8 : 4;
        byte[] header =
        [
            .. identity, .. Number(isObject ? 1 : 2, 2), .. Number(is64 ? 62 : 3, 2), .. Number(1, 4), .. Number(0, word), .. Number(0, word), .. Number(headers, word),
            .. Number(0, 4), .. Number(is64 ? 64 : 52, 2), .. Number(0, 2), .. Number(0, 2), .. Number(is64 ? 64 : 40, 2), .. Number(Names.Length, 2), .. Number(4, 2),
        ];
        header.CopyTo(file, 0);
    }

    private static byte[] Number(long value, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes[..size];
    }

    private static byte[] Join(IEnumerable<string> texts) => Encoding.ASCII.GetBytes(string.Concat(texts.Select(text => text + '\0')));

    private static int Find(byte[] strings, string name) =>
        name.Length == 0 ? 0 : Encoding.ASCII.GetString(strings).IndexOf('\0' + name + '\0', StringComparison.Ordinal) + 1;
}
