using System.Buffers.Binary;
using Hyperweave.Abi;
using Iced.Intel;

namespace Hyperweave.Direct.Tests.Guests;

/// <summary>A paravirtual image of a few instructions: an ELF64 file with the note, written without any of the product's linker.</summary>
internal static class TestImage
{
    internal const ulong Text = 0x10_0000, Entry = Text, Page = 0x10_1000, Shared = 0x10_2000, Data = 0x10_3000, Stack = 0x10_8000;
    private const int HeaderSize = 64, ProgramHeaderSize = 56, NoteOffset = 0x200, MultibootOffset = 0x300, TextOffset = 0x1000;
    private const uint Load = 1, Note = 4, Execute = 1, Write = 2, Read = 4;

    /// <summary>Assembles the code and writes the image to a temporary file.</summary>
    internal static string Create(Action<Assembler> body)
    {
        var code = new Assembler(64);
        body(code);
        using var text = new MemoryStream();
        code.Assemble(new StreamCodeWriter(text), Entry);
        return Create(text.ToArray());
    }

    private static string Create(byte[] text)
    {
        byte[] file = new byte[TextOffset + text.Length];
        WriteHeader(file, programHeaders: 4);
        WriteSegment(file, 0, Load, Read | Execute, TextOffset, Text, (ulong)text.Length, (ulong)text.Length);
        WriteSegment(file, 1, Load, Read | Execute, TextOffset, Page, 0, HypercallPage.Size);
        WriteSegment(file, 2, Load, Read | Write, TextOffset, Shared, 0, Stack - Shared);
        WriteSegment(file, 3, Note, Read, NoteOffset, 0, 56, 0);
        WriteNote(file.AsSpan(NoteOffset));
        WriteMultiboot(file.AsSpan(MultibootOffset));
        text.CopyTo(file, TextOffset);
        string path = Path.Combine(Path.GetTempPath(), $"hyperweave-test-{Guid.NewGuid():N}.elf");
        File.WriteAllBytes(path, file);
        return path;
    }

    /// <summary>Magic, no flags, checksum (Multiboot Specification 0.6.96, section 3.1). Not part of a segment: it is no code.</summary>
    private static void WriteMultiboot(Span<byte> header)
    {
        Put32(header, 0, 0x1BAD_B002);
        Put32(header, 8, unchecked(0u - 0x1BAD_B002));
    }

    private static void WriteHeader(Span<byte> file, ushort programHeaders)
    {
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(file);
        Put16(file, 16, 2);
        Put16(file, 18, 62);
        Put32(file, 20, 1);
        Put64(file, 24, Entry);
        Put64(file, 32, HeaderSize);
        Put16(file, 52, HeaderSize);
        Put16(file, 54, ProgramHeaderSize);
        Put16(file, 56, programHeaders);
        Put16(file, 58, 64);
    }

    private static void WriteSegment(Span<byte> file, int index, uint type, uint rights, ulong offset, ulong address, ulong fileSize, ulong memorySize)
    {
        var header = file[(HeaderSize + index * ProgramHeaderSize)..];
        Put32(header, 0, type);
        Put32(header, 4, rights);
        Put64(header, 8, offset);
        Put64(header, 16, address);
        Put64(header, 24, address);
        Put64(header, 32, fileSize);
        Put64(header, 40, memorySize);
        Put64(header, 48, type == Note ? 4u : 4096u);
    }

    private static void WriteNote(Span<byte> note)
    {
        Put32(note, 0, 11);
        Put32(note, 4, 32);
        Put32(note, 8, HypercallAbi.NoteType);
        System.Text.Encoding.ASCII.GetBytes(HypercallAbi.NoteName, note[12..]);
        Put32(note, 24, HypercallAbi.Version);
        Put64(note, 32, Entry);
        Put64(note, 40, Page);
        Put64(note, 48, Shared);
    }

    private static void Put16(Span<byte> bytes, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes[at..], value);
    private static void Put32(Span<byte> bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], value);
    private static void Put64(Span<byte> bytes, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], value);
}
