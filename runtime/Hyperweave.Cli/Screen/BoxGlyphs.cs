namespace Hyperweave.Cli.Screen;

/// <summary>The lines and blocks of code page 437, computed so that neighbouring cells join.</summary>
internal static class BoxGlyphs
{
    private const int Middle = 2, MiddleRow = 4;

    /// <summary>From 0xB3 on, in the code page's order; the arms to the left, right, top and bottom: 0 none, 1 single, 2 double.</summary>
    private const string Lines = "│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌", Blocks = "░▒▓█▄▌▐▀";
    private static readonly string[] Arms =
    [
        "0011", "1011", "2011", "1022", "1002", "2001", "2022", "0022", "2002", "2020", "1020", "2010", "1001", "0110", "1110", "1101",
        "0111", "1100", "1111", "0211", "0122", "0220", "0202", "2220", "2202", "0222", "2200", "2222", "2210", "1120", "2201", "1102",
        "0120", "0210", "0201", "0102", "1122", "2211", "1010", "0101",
    ];

    public static bool IsBox(char shown) => Lines.Contains(shown) || Blocks.Contains(shown);

    public static bool IsSet(char shown, int x, int y) => shown switch
    {
        '█' => true,
        '▄' => y >= Glyphs.Height / 2,
        '▀' => y < Glyphs.Height / 2,
        '▌' => x < Glyphs.Width / 2,
        '▐' => x >= Glyphs.Width / 2,
        '░' => x % 2 == 0 && (x / 2 + y) % 2 == 0,
        '▒' => (x + y) % 2 == 0,
        '▓' => !(x % 2 == 0 && (x / 2 + y) % 2 == 0),
        _ => IsLine(Arms[Lines.IndexOf(shown)], x, y),
    };

    /// <summary>A single arm runs through the middle, a double one at a dot's distance on both sides of it.</summary>
    private static bool IsLine(string arms, int x, int y)
    {
        int left = arms[0] - '0', right = arms[1] - '0', top = arms[2] - '0', bottom = arms[3] - '0';
        int across = Math.Max(left, right), down = Math.Max(top, bottom);
        // An arm reaches the far side of the lines that cross it.
        bool horizontal = OnLine(y - MiddleRow, x <= Middle + down / 2 ? left : 0) || OnLine(y - MiddleRow, x >= Middle - down / 2 ? right : 0);
        bool vertical = OnLine(x - Middle, y <= MiddleRow + across / 2 ? top : 0) || OnLine(x - Middle, y >= MiddleRow - across / 2 ? bottom : 0);
        return horizontal || vertical;
    }

    private static bool OnLine(int distance, int weight) => weight != 0 && Math.Abs(distance) == weight - 1;
}
