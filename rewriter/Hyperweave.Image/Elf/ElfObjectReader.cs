namespace Hyperweave.Image.Elf;

/// <summary>
/// Reads a relocatable x86-64 object (ELF64, ET_REL) as the ahead-of-time compiler writes it. What the linker could not
/// treat correctly is an <see cref="ImageException"/> that names the object and the place.
/// </summary>
public static class ElfObjectReader
{
    private const uint Magic = 0x464C_457F;
    private const byte Class64 = 2, LittleEndian = 1;
    private const ushort Relocatable = 1, MachineX64 = 62;
    private const ulong HeaderSize = 64, SectionHeaderSize = 64;
    private const ulong MaximumAlignment = 0x20_0000;
    private const ushort FirstReservedIndex = 0xFF00;

    /// <summary>Reads the object at a path.</summary>
    public static ObjectFile Read(string path) => Read(Path.GetFileName(path), File.ReadAllBytes(path));

    /// <summary>Reads an object from memory; the name is for messages.</summary>
    public static ObjectFile Read(string name, byte[] content)
    {
        var bytes = new ElfBytes(name, content);
        CheckHeader(bytes);
        var headers = ReadSectionHeaders(bytes);
        var file = new ObjectFile(name);
        var sections = headers.Select(header => ReadSection(bytes, file, header)).ToArray();
        var symbols = SymbolTableReader.Read(bytes, headers, sections);
        file.Sections.AddRange(sections.OfType<ObjectSection>());
        file.Symbols.AddRange(symbols);
        RelocationReader.Read(bytes, headers, sections, symbols);
        return file;
    }

    private static void CheckHeader(ElfBytes bytes)
    {
        if ((ulong)bytes.Length < HeaderSize || bytes.Number32(0) != Magic)
            throw bytes.Malformed("not an ELF file");
        if (bytes.Number8(4) != Class64 || bytes.Number8(5) != LittleEndian)
            throw bytes.Malformed("not a 64-bit little-endian ELF file");
        if (bytes.Number16(16) != Relocatable)
            throw bytes.Malformed($"not a relocatable object (e_type is {bytes.Number16(16)}, expected 1)");
        if (bytes.Number16(18) != MachineX64)
            throw bytes.Malformed($"not for x86-64 (e_machine is {bytes.Number16(18)}, expected 62)");
        if (bytes.Number16(58) != SectionHeaderSize)
            throw bytes.Malformed($"section headers of {bytes.Number16(58)} bytes, expected 64");
    }

    private static SectionHeader[] ReadSectionHeaders(ElfBytes bytes)
    {
        var table = bytes.Number64(40);
        var count = bytes.Number16(60);
        var nameIndex = bytes.Number16(62);
        if (count == 0 || nameIndex >= count || nameIndex >= FirstReservedIndex)
            throw bytes.Malformed($"section names in section {nameIndex} of {count}");
        var headers = new SectionHeader[count];
        for (var index = 0; index < count; index++)
            headers[index] = SectionHeader.Read(bytes, table + ((ulong)index * SectionHeaderSize), index);
        foreach (var header in headers)
            header.Name = header.Type == SectionType.Null ? "" : bytes.Text(headers[nameIndex].Offset + header.NameOffset);
        return headers;
    }

    private static ObjectSection? ReadSection(ElfBytes bytes, ObjectFile file, SectionHeader header)
    {
        if (header.Type is not (SectionType.ProgramBits or SectionType.NoBits or SectionType.Note)
            && !header.Flags.HasFlag(SectionFlags.Allocate))
            return null;
        if (header.Alignment > 1 && (!ulong.IsPow2(header.Alignment) || header.Alignment > MaximumAlignment))
            throw bytes.Malformed($"section {header.Name}: alignment {header.Alignment} is not a power of two up to {MaximumAlignment}");
        if (header.Type == SectionType.NoBits && header.Size > int.MaxValue)
            throw bytes.Malformed($"section {header.Name}: 0x{header.Size:x} bytes is more than an image can hold");
        return new ObjectSection(file, header.Name, header.Type, header.Flags)
        {
            Alignment = Math.Max(1, header.Alignment),
            Size = header.Size,
            Content = header.Type == SectionType.NoBits ? [] : bytes.Slice(header.Offset, header.Size).ToArray(),
        };
    }
}
