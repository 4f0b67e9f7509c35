using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>
/// Writes the image as an ELF64 executable: headers in the first page, then memory from 1 MiB on exactly as it will
/// lie there (a multiboot loader copies one run), then what is not loaded: debug information, symbols, section headers.
/// </summary>
internal static class ElfImageWriter
{
    private const ulong MemoryOffset = 0x1000;

    public static byte[] Write(ImageLayout layout, ImageSymbols symbols, ulong entry, ReadableNames names)
    {
        var file = new MemoryStream();
        var segments = ProgramSegments.Of(layout, MemoryOffset);
        var headers = new SectionHeaderTable();
        file.SetLength((long)MemoryOffset);
        WriteMemory(file, layout, headers);
        WriteNotLoaded(file, layout, headers);
        SymbolTableWriter.Write(file, symbols, names, headers);
        var (table, nameIndex) = headers.Write(file);
        file.Position = 0;
        ElfHeader.Write(file, entry, segments, table, (ushort)headers.Count, (ushort)nameIndex);
        return file.ToArray();
    }

    private static void WriteMemory(MemoryStream file, ImageLayout layout, SectionHeaderTable headers)
    {
        foreach (var section in layout.Allocated)
        {
            var offset = MemoryOffset + section.Address - ImageLayout.Base;
            if (section.Type != SectionType.NoBits)
            {
                file.Position = (long)offset;
                file.Write(section.Content);
            }
            headers.Add(section, offset);
        }
    }

    private static void WriteNotLoaded(MemoryStream file, ImageLayout layout, SectionHeaderTable headers)
    {
        foreach (var section in layout.Sections.Where(section => !section.IsAllocated))
        {
            file.Position = (long)Alignments.Up((ulong)file.Length, section.Alignment);
            headers.Add(section, (ulong)file.Position);
            file.Write(section.Content);
        }
    }
}
