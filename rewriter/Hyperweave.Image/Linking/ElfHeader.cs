namespace Hyperweave.Image.Linking;

/// <summary>The ELF header and the program headers behind it.</summary>
internal static class ElfHeader
{
    private const ushort HeaderSize = 64, ProgramHeaderSize = 56, SectionHeaderSize = 64;
    private const ushort Executable = 2, MachineX64 = 62;

    public static void Write(Stream file, ulong entry, IReadOnlyList<ProgramSegment> segments, ulong sectionTable, ushort sections, ushort nameIndex)
    {
        using var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true);
        // Magic, 64-bit, little-endian, version 1, System V.
        writer.Write([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write(Executable);
        writer.Write(MachineX64);
        writer.Write(1u);
        writer.Write(entry);
        writer.Write((ulong)HeaderSize);
        writer.Write(sectionTable);
        writer.Write(0u);
        writer.Write(HeaderSize);
        writer.Write(ProgramHeaderSize);
        writer.Write((ushort)segments.Count);
        writer.Write(SectionHeaderSize);
        writer.Write(sections);
        writer.Write(nameIndex);
        foreach (var segment in segments)
            WriteSegment(writer, segment);
    }

    // Physical and virtual address are the same: the boot stub maps memory at its own addresses.
    private static void WriteSegment(BinaryWriter writer, ProgramSegment segment)
    {
        writer.Write(segment.Type);
        writer.Write((uint)segment.Flags);
        writer.Write(segment.Offset);
        writer.Write(segment.Address);
        writer.Write(segment.Address);
        writer.Write(segment.FileSize);
        writer.Write(segment.MemorySize);
        writer.Write(segment.Alignment);
    }
}
