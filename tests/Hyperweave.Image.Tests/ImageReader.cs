using System.Buffers.Binary;
using System.Text;
using Iced.Intel;

namespace Hyperweave.Image.Tests;

/// <summary>Reads a finished image by its section headers, independently of the code that wrote it.</summary>
internal sealed class ImageReader(byte[] file)
{
    public sealed record Section(string Name, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size, uint Link);

    public sealed record Symbol(string Name, ulong Address, ulong Size);

    public sealed record Segment(uint Type, uint Flags, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize);

    public static ImageReader Read(byte[] file) => new(file);

    public IEnumerable<Section> Sections
    {
        get
        {
            var raw = Enumerable.Range(0, Number16(60)).Select(RawSection).ToList();
            var names = raw[Number16(62)];
            return raw.Select(section => section with { Name = Text(names.Offset + uint.Parse(section.Name)) });
        }
    }

    public IEnumerable<Symbol> Symbols
    {
        get
        {
            var table = Sections.Single(section => section.Name == ".symtab");
            var strings = Sections.ElementAt((int)table.Link);
            for (var at = table.Offset + 24; at < table.Offset + table.Size; at += 24)
                yield return new Symbol(Text(strings.Offset + Number32(at)), Number64(at + 8), Number64(at + 16));
        }
    }

    public IEnumerable<Segment> Segments => Enumerable.Range(0, Number16(56)).Select(index =>
    {
        var at = Number64(32) + ((ulong)index * 56);
        return new Segment(Number32(at), Number32(at + 4), Number64(at + 8), Number64(at + 16), Number64(at + 32), Number64(at + 40));
    });

    public ulong Entry => Number64(24);

    public IEnumerable<Instruction> Instructions(string symbol)
    {
        var function = Symbols.First(candidate => candidate.Name == symbol);
        return Decode(Bytes(function.Address, function.Size), function.Address);
    }

    public IEnumerable<Instruction> Executable => Sections.Where(section => section is { Type: 1 } && (section.Flags & 4) != 0)
        .SelectMany(section => Decode(file.AsSpan((int)section.Offset, (int)section.Size).ToArray(), section.Address));

    public byte[] Bytes(ulong address, ulong size)
    {
        var segment = Segments.First(candidate => candidate.Type == 1 && address >= candidate.Address && address + size <= candidate.Address + candidate.FileSize);
        return file.AsSpan((int)(segment.Offset + address - segment.Address), (int)size).ToArray();
    }

    public ulong Number64(ulong at) => BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan((int)at));

    public uint Number32(ulong at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan((int)at));

    public ushort Number16(ulong at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan((int)at));

    private static List<Instruction> Decode(byte[] code, ulong address)
    {
        var decoder = Iced.Intel.Decoder.Create(64, code, address);
        var instructions = new List<Instruction>();
        while (decoder.IP < address + (ulong)code.Length)
            instructions.Add(decoder.Decode());
        return instructions;
    }

    // The name is the offset into the names until those are found.
    private Section RawSection(int index)
    {
        var at = Number64(40) + ((ulong)index * 64);
        return new Section(Number32(at).ToString(), Number32(at + 4), Number64(at + 8), Number64(at + 16), Number64(at + 24), Number64(at + 32), Number32(at + 40));
    }

    private string Text(ulong at)
    {
        var length = file.AsSpan((int)at).IndexOf((byte)0);
        return Encoding.UTF8.GetString(file, (int)at, length);
    }
}
