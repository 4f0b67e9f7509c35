using System.Buffers.Binary;
using System.Text;

namespace Hyperweave.Image.Elf;

/// <summary>Bounds-checked little-endian reads of one file; every error names file and place.</summary>
internal sealed class ElfBytes(string name, byte[] content)
{
    public int Length => content.Length;

    public ushort Number16(ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, sizeof(ushort)));

    public uint Number32(ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, sizeof(uint)));

    public ulong Number64(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(offset, sizeof(ulong)));

    public byte Number8(ulong offset) => Slice(offset, 1)[0];

    /// <summary>The zero-terminated string at an offset.</summary>
    public string Text(ulong offset)
    {
        var rest = Slice(offset, 0, toEnd: true);
        var length = rest.IndexOf((byte)0);
        if (length < 0)
            throw Malformed($"string at offset 0x{offset:x} has no end");
        return Encoding.UTF8.GetString(rest[..length]);
    }

    public ReadOnlySpan<byte> Slice(ulong offset, ulong length, bool toEnd = false)
    {
        if (offset > (ulong)content.Length || length > (ulong)content.Length - offset)
            throw Malformed($"0x{length:x} bytes at offset 0x{offset:x} lie outside the file of 0x{content.Length:x} bytes");
        return toEnd ? content.AsSpan((int)offset) : content.AsSpan((int)offset, (int)length);
    }

    public ImageException Malformed(string what) => new($"{name}: {what}");
}
