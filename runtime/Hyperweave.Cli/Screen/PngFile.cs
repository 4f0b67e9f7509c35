using System.Buffers.Binary;
using System.IO.Compression;

namespace Hyperweave.Cli.Screen;

/// <summary>Writes pictures of at most 256 colours as PNG (W3C Recommendation, third edition): colour type 3, 8 bits a pixel, no filter.</summary>
internal static class PngFile
{
    private static readonly uint[] Crc = MakeCrcTable();

    /// <param name="pixels">Rows from the top, an index into the palette each.</param>
    /// <param name="palette">0xRRGGBB each.</param>
    public static void Write(Stream target, byte[,] pixels, ReadOnlySpan<uint> palette)
    {
        target.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(target, "IHDR"u8, Header(width: pixels.GetLength(1), height: pixels.GetLength(0)));
        WriteChunk(target, "PLTE"u8, Colours(palette));
        WriteChunk(target, "IDAT"u8, Compress(pixels));
        WriteChunk(target, "IEND"u8, []);
    }

    private static byte[] Header(int width, int height)
    {
        const byte bitDepth = 8, indexedColour = 3;
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = bitDepth;
        header[9] = indexedColour;
        return header;
    }

    private static byte[] Colours(ReadOnlySpan<uint> palette)
    {
        byte[] colours = new byte[palette.Length * 3];
        for (int i = 0; i < palette.Length; i++)
            (colours[3 * i], colours[3 * i + 1], colours[3 * i + 2]) = ((byte)(palette[i] >> 16), (byte)(palette[i] >> 8), (byte)palette[i]);
        return colours;
    }

    private static byte[] Compress(byte[,] pixels)
    {
        const byte noFilter = 0;
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            for (int y = 0; y < pixels.GetLength(0); y++)
            {
                zlib.WriteByte(noFilter);
                for (int x = 0; x < pixels.GetLength(1); x++) zlib.WriteByte(pixels[y, x]);
            }
        }
        return compressed.ToArray();
    }

    /// <summary>Length, type, data, and the check over type and data.</summary>
    private static void WriteChunk(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        target.Write(number);
        target.Write(type);
        target.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Check(Check(uint.MaxValue, type), data));
        target.Write(number);
    }

    private static uint Check(uint check, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data) check = Crc[(byte)(check ^ value)] ^ check >> 8;
        return check;
    }

    private static uint[] MakeCrcTable()
    {
        const uint reversedPolynomial = 0xEDB8_8320;
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? reversedPolynomial ^ value >> 1 : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
