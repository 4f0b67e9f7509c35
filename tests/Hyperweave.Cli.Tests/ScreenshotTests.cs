using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Hyperweave.Cli.Screen;
using Xunit;

namespace Hyperweave.Cli.Tests;

/// <summary>Pictures of the text screen: the file format by what else knows it, the glyphs by their properties.</summary>
public sealed class ScreenshotTests
{
    [Fact]
    public void A_picture_is_a_sound_PNG()
    {
        byte[,] pixels = { { 0, 1, 2 }, { 2, 1, 0 } };
        using var file = new MemoryStream();
        PngFile.Write(file, pixels, [0x000000, 0x112233, 0xFFFFFF]);
        var chunks = ReadChunks(file.ToArray().AsSpan(8)).ToDictionary(chunk => chunk.Type, chunk => chunk.Data);
        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], chunks.Keys);
        Assert.Equal([0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0], chunks["IHDR"]);
        Assert.Equal([0, 0, 0, 0x11, 0x22, 0x33, 0xFF, 0xFF, 0xFF], chunks["PLTE"]);
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress)) zlib.CopyTo(inflated);
        Assert.Equal([0, 0, 1, 2, 0, 2, 1, 0], inflated.ToArray());
    }

    [Fact]
    public void Every_printable_character_has_a_picture_of_its_own()
    {
        var pictures = Enumerable.Range(0x20, 0x5F).GroupBy(character => Picture((byte)character)).ToList();
        Assert.All(pictures, same => Assert.Single(same));
        Assert.Equal(0x5F, pictures.Count);
    }

    [Fact]
    public void Lines_of_a_frame_join_at_the_cells_borders()
    {
        const byte horizontal = 0xC4, vertical = 0xB3, cross = 0xC5, doubleCross = 0xCE;
        Assert.All([horizontal, cross], character => Assert.True(Glyphs.IsSet(character, 0, 4) && Glyphs.IsSet(character, Glyphs.Width - 1, 4)));
        Assert.All([vertical, cross], character => Assert.True(Glyphs.IsSet(character, 2, 0) && Glyphs.IsSet(character, 2, Glyphs.Height - 1)));
        Assert.False(Glyphs.IsSet(doubleCross, 2, 4));
    }

    private static string Picture(byte character)
    {
        var picture = new StringBuilder();
        for (int y = 0; y < Glyphs.Height; y++)
            for (int x = 0; x < Glyphs.Width; x++) picture.Append(Glyphs.IsSet(character, x, y) ? '#' : '.');
        return picture.ToString();
    }

    private static List<(string Type, byte[] Data)> ReadChunks(ReadOnlySpan<byte> rest)
    {
        var chunks = new List<(string, byte[])>();
        while (rest.Length != 0)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            var checkedPart = rest.Slice(4, length + 4);
            Assert.Equal(CrcByZip(checkedPart.ToArray()), BinaryPrimitives.ReadUInt32BigEndian(rest[(length + 8)..]));
            chunks.Add((Encoding.ASCII.GetString(checkedPart[..4]), checkedPart[4..].ToArray()));
            rest = rest[(length + 12)..];
        }
        return chunks;
    }

    /// <summary>ZIP files carry the same check, computed by the runtime.</summary>
    private static uint CrcByZip(byte[] data)
    {
        using var copy = new MemoryStream();
        using (var writing = new ZipArchive(copy, ZipArchiveMode.Create, leaveOpen: true))
        using (var stream = writing.CreateEntry("data").Open()) stream.Write(data);
        using var reading = new ZipArchive(copy);
        return reading.Entries[0].Crc32;
    }
}
