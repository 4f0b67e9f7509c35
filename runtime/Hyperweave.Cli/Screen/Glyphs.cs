using System.Globalization;
using Hyperweave.Vmm.Devices;

namespace Hyperweave.Cli.Screen;

/// <summary>
/// Pictures of the characters of code page 437, 6 × 10 dots each. ASCII is drawn in Glyphs.txt, lines and blocks are computed; a
/// character without a picture is a hollow box.
/// </summary>
internal static class Glyphs
{
    public const int Width = 6, Height = 10;

    private static readonly Dictionary<char, int[]> Drawn = ReadDrawn();

    public static bool IsSet(byte character, int x, int y)
    {
        char shown = CodePage437.Character(character);
        if (shown == ' ') return false;
        if (BoxGlyphs.IsBox(shown)) return BoxGlyphs.IsSet(shown, x, y);
        // The top row and the right column part a letter from its neighbours.
        return Drawn.TryGetValue(shown, out int[]? rows) ? IsDrawn(rows, x, y - 1) : IsHollowBox(x, y - 1);
    }

    private static bool IsDrawn(int[] rows, int x, int y) => y >= 0 && y < rows.Length && (rows[y] >> Width - 1 - x & 1) != 0;

    private static bool IsHollowBox(int x, int y) => x < 5 && y is >= 0 and < 7 && (x is 0 or 4 || y is 0 or 6);

    /// <summary>A line a character: itself, then its rows from the top as hexadecimal, the dot at the left in bit 4.</summary>
    private static Dictionary<char, int[]> ReadDrawn()
    {
        using var reader = new StreamReader(typeof(Glyphs).Assembly.GetManifestResourceStream("Glyphs.txt")!);
        var drawn = new Dictionary<char, int[]>();
        while (reader.ReadLine() is { } line)
            drawn.Add(line[0], [.. line[2..].Split(' ').Select(row => int.Parse(row, NumberStyles.HexNumber, CultureInfo.InvariantCulture) << 1)]);
        return drawn;
    }
}
