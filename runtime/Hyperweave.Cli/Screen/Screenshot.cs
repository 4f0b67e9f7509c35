using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Cli.Screen;

/// <summary>The guest's text screen as a file: lines of text in UTF-8, or a picture in colour where the name ends in .png.</summary>
internal static class Screenshot
{
    /// <summary>Pixels a dot of a glyph is wide and high.</summary>
    private const int Scale = 2;

    /// <summary>The sixteen colours as VGA firmware sets them, by attribute value, 0xRRGGBB.</summary>
    private static readonly uint[] Palette =
    [
        0x000000, 0x0000AA, 0x00AA00, 0x00AAAA, 0xAA0000, 0xAA00AA, 0xAA5500, 0xAAAAAA,
        0x555555, 0x5555FF, 0x55FF55, 0x55FFFF, 0xFF5555, 0xFF55FF, 0xFFFF55, 0xFFFFFF,
    ];

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, GuestPhysicalMemory memory)
    {
        using var file = File.Create(path);
        if (Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase)) PngFile.Write(file, Draw(memory), Palette);
        else file.Write(System.Text.Encoding.UTF8.GetBytes(string.Concat(VgaText.Lines(memory).Select(line => line + "\n"))));
    }

    private static byte[,] Draw(GuestPhysicalMemory memory)
    {
        byte[,] pixels = new byte[VgaText.Rows * Glyphs.Height * Scale, VgaText.Columns * Glyphs.Width * Scale];
        for (int y = 0; y < pixels.GetLength(0); y++)
        {
            for (int x = 0; x < pixels.GetLength(1); x++) pixels[y, x] = ColourAt(memory, x / Scale, y / Scale);
        }
        return pixels;
    }

    /// <summary>A blinking character is shown.</summary>
    private static byte ColourAt(GuestPhysicalMemory memory, int x, int y)
    {
        var cell = VgaText.At(memory, y / Glyphs.Height, x / Glyphs.Width);
        int colour = Glyphs.IsSet(cell.Character, x % Glyphs.Width, y % Glyphs.Height) ? cell.Attribute : cell.Attribute >> 4 & 7;
        return (byte)(colour & 0xF);
    }
}
