using System.Buffers.Binary;

namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>Takes the ELF kernel out of a bzImage: payload by the setup header, LZ4 in its legacy frame (lz4 frame format, "Legacy frame").</summary>
internal static class KernelPayload
{
    private const uint LegacyMagic = 0x184C_2102;
    private const int BlockSize = 8 << 20;

    /// <exception cref="InvalidDataException">The kernel is not packed by LZ4.</exception>
    public static byte[] Unpack(byte[] image)
    {
        int start = (image[0x1F1] + 1) * 512 + Word(image, 0x248), length = Word(image, 0x24C);
        var payload = image.AsSpan(start, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(payload) != LegacyMagic) throw new InvalidDataException("the kernel is not packed by LZ4");
        var kernel = new MemoryStream();
        // The last four bytes are the unpacked size.
        for (int at = 4; at + 4 <= length - 4;)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(payload[at..]);
            kernel.Write(Block(payload.Slice(at + 4, size)));
            at += 4 + size;
        }
        return kernel.ToArray();
    }

    /// <summary>Sequences of literals and copies from what has been written (lz4 block format).</summary>
    private static ReadOnlySpan<byte> Block(ReadOnlySpan<byte> packed)
    {
        byte[] output = new byte[BlockSize];
        int from = 0, to = 0;
        while (from < packed.Length)
        {
            byte token = packed[from++];
            int literals = Length(packed, ref from, token >> 4);
            packed.Slice(from, literals).CopyTo(output.AsSpan(to));
            (from, to) = (from + literals, to + literals);
            if (from >= packed.Length) break;
            int distance = BinaryPrimitives.ReadUInt16LittleEndian(packed[from..]);
            from += 2;
            int count = Length(packed, ref from, token & 15) + 4;
            // Source and target may overlap: one byte after another.
            for (int i = 0; i < count; i++, to++) output[to] = output[to - distance];
        }
        return output.AsSpan(0, to);
    }

    private static int Length(ReadOnlySpan<byte> packed, ref int from, int length)
    {
        if (length != 15) return length;
        byte more;
        do length += more = packed[from++];
        while (more == 255);
        return length;
    }

    private static int Word(byte[] image, int offset) => BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(offset));
}
