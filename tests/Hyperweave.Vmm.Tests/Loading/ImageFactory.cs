using System.Buffers.Binary;
using System.Text;

namespace Hyperweave.Vmm.Tests.Loading;

/// <summary>
/// Sound images to spoil. ELF files have the header at 0, program headers at 0x40 (text, data, notes), a multiboot header
/// at 0x180, notes at 0x200 (PVH) and 0x220 (Hyperweave), text at 0x1000, data at 0x2000, symbols at 0x2200, strings at
/// 0x2300, section headers at 0x2400 (null, symbols, strings); 0x2500 bytes. Text is loaded at 1 MiB.
/// </summary>
internal static class ImageFactory
{
    public const int MultibootAt = 0x180, PvhNoteAt = 0x200, ParavirtualNoteAt = 0x220;
    private const int Size = 0x2500, Text = 0x1000, Data = 0x2000, Symbols = 0x2200, Strings = 0x2300, Sections = 0x2400;
    private const uint Load = 0x10_0000, Entry = Load + 0x10;

    public static byte[] Create(string kind) => kind switch
    {
        "elf64" => WithMultiboot(Elf(wide: true)),
        "elf32" => WithMultiboot(Elf(wide: false)),
        "kludge" => WithAddresses(Elf(wide: true)),
        "pvh" => Elf(wide: true),
        "pv" => WithParavirtualNote(WithAddresses(Elf(wide: true))),
        "flat" => Flat(),
        "linux" => Linux(loadFlags: 1),
        "linux32" => Linux(loadFlags: 0),
        _ => throw new ArgumentException($"no image kind '{kind}'"),
    };

    /// <summary>A bzImage of one setup sector and 0x2000 bytes, to be loaded at 2 MiB (Linux, Documentation/x86/boot.rst).</summary>
    private static byte[] Linux(uint loadFlags)
    {
        byte[] image = new byte[0x400 + 0x2000];
        Put(image, 0x1F1, 1, 1);
        Put(image, 0x1F4, 4, 0x2000 / 16);
        Put(image, 0x1FE, 2, 0xAA55);
        Put(image, 0x200, 2, 0x6AEB);
        "HdrS"u8.CopyTo(image.AsSpan(0x202));
        Put(image, 0x206, 2, 0x20F);
        Put(image, 0x211, 1, 1);
        Put(image, 0x236, 2, loadFlags);
        Put(image, 0x238, 4, 64);
        Put(image, 0x258, 8, 0x20_0000);
        Put(image, 0x260, 4, 0x8000);
        image[0x400] = 0xEE;
        return image;
    }

    private static byte[] Elf(bool wide)
    {
        byte[] image = new byte[Size];
        "\u007fELF"u8.CopyTo(image);
        image[4] = (byte)(wide ? 2 : 1);
        image[5] = image[6] = 1;
        Put(image, 0x10, 2, 2);
        Put(image, 0x12, 2, wide ? 62u : 3u);
        Put(image, 0x14, 4, 1);
        int word = wide ? 8 : 4;
        Put(image, 0x18, word, Entry);
        Put(image, 0x18 + word, word, 0x40);
        Put(image, 0x18 + 2 * word, word, Sections);
        int rest = 0x18 + 3 * word + 4;
        uint[] sizes = wide ? [64, 56, 3, 64, 3, 0] : [52, 32, 3, 40, 3, 0];
        for (int i = 0; i < sizes.Length; i++) Put(image, rest + 2 * i, 2, sizes[i]);
        Header(image, wide, 0, 1, 5, Text, Load, 0x1000, 0x1000);
        Header(image, wide, 1, 1, 6, Data, Load + 0x1000, 0x100, 0x4000);
        Header(image, wide, 2, 4, 4, PvhNoteAt, 0, 0x100, 0x100);
        Note(image, PvhNoteAt, "Xen", 18, BitConverter.GetBytes(Entry));
        WriteSymbols(image, wide);
        return image;
    }

    private static void Header(byte[] image, bool wide, int index, uint type, uint flags, ulong offset, ulong address, ulong fileSize, ulong memorySize)
    {
        int at = 0x40 + index * (wide ? 56 : 32), word = wide ? 8 : 4;
        Put(image, at, 4, type);
        Put(image, at + (wide ? 4 : 24), 4, flags);
        ulong[] fields = [offset, address, address, fileSize, memorySize];
        for (int i = 0; i < fields.Length; i++) Put(image, at + (wide ? 8 : 4) + i * word, word, fields[i]);
    }

    private static void WriteSymbols(byte[] image, bool wide)
    {
        "\0start\0finish\0"u8.CopyTo(image.AsSpan(Strings));
        int size = wide ? 24 : 16;
        Symbol(image, wide, Symbols + size, 1, Entry, 0x20);
        Symbol(image, wide, Symbols + 2 * size, 7, Entry + 0x20, 0);
        int header = wide ? 64 : 40;
        Section(image, wide, Sections + header, 2, Symbols, (ulong)(3 * size), 2);
        Section(image, wide, Sections + 2 * header, 3, Strings, 14, 0);
    }

    private static void Symbol(byte[] image, bool wide, int at, uint name, ulong value, ulong size)
    {
        Put(image, at, 4, name);
        Put(image, at + (wide ? 4 : 12), 1, 2);
        Put(image, at + (wide ? 6 : 14), 2, 1);
        Put(image, at + (wide ? 8 : 4), wide ? 8 : 4, value);
        Put(image, at + (wide ? 16 : 8), wide ? 8 : 4, size);
    }

    private static void Section(byte[] image, bool wide, int at, uint type, ulong offset, ulong size, uint link)
    {
        int word = wide ? 8 : 4;
        Put(image, at + 4, 4, type);
        Put(image, at + (wide ? 24 : 16), word, offset);
        Put(image, at + (wide ? 32 : 20), word, size);
        Put(image, at + (wide ? 40 : 24), 4, link);
    }

    private static byte[] WithMultiboot(byte[] image)
    {
        Put(image, MultibootAt, 4, 0x1BAD_B002);
        Put(image, MultibootAt + 4, 4, 3);
        Put(image, MultibootAt + 8, 4, unchecked(0u - 0x1BAD_B002 - 3));
        return image;
    }

    /// <summary>The file from its beginning is loaded at 0xFF000, so that text comes to stand at 1 MiB.</summary>
    private static byte[] WithAddresses(byte[] image)
    {
        uint[] fields = [0x1BAD_B002, 0x1_0003, unchecked(0u - 0x1BAD_B002 - 0x1_0003), 0xF_F000 + MultibootAt, 0xF_F000, 0xF_F000 + 0x2100, Load + 0x5000, Entry];
        for (int i = 0; i < fields.Length; i++) Put(image, MultibootAt + 4 * i, 4, fields[i]);
        return image;
    }

    private static byte[] WithParavirtualNote(byte[] image)
    {
        byte[] descriptor = new byte[32];
        Put(descriptor, 0, 4, 1);
        Put(descriptor, 8, 8, Entry);
        Put(descriptor, 16, 8, Load + 0x2000);
        Put(descriptor, 24, 8, Load + 0x3000);
        Note(image, ParavirtualNoteAt, "Hyperweave", 1, descriptor);
        return image;
    }

    private static byte[] Flat()
    {
        byte[] image = new byte[0x1000];
        uint[] fields = [0x1BAD_B002, 0x1_0000, unchecked(0u - 0x1BAD_B002 - 0x1_0000), Load + 0x20, Load, 0, 0, Load + 0x40];
        for (int i = 0; i < fields.Length; i++) Put(image, 0x20 + 4 * i, 4, fields[i]);
        return image;
    }

    private static void Note(byte[] image, int at, string name, uint type, byte[] descriptor)
    {
        int padded = (name.Length + 1 + 3) & ~3;
        Put(image, at, 4, (uint)name.Length + 1);
        Put(image, at + 4, 4, (uint)descriptor.Length);
        Put(image, at + 8, 4, type);
        Encoding.ASCII.GetBytes(name).CopyTo(image, at + 12);
        descriptor.CopyTo(image, at + 12 + padded);
    }

    /// <summary>Stores a little-endian number of 1, 2, 4 or 8 bytes.</summary>
    public static void Put(byte[] image, int at, int size, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes[..size].CopyTo(image.AsSpan(at));
    }
}
