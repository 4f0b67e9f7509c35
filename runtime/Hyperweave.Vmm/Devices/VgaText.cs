using System.Text;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Devices;

/// <summary>VGA text memory, 80 × 25 cells of character and attribute at 0xB8000. It is plain RAM; this only reads it.</summary>
public static class VgaText
{
    public const ulong PhysicalBase = 0xB_8000;
    public const int Columns = 80, Rows = 25;

    /// <summary>The screen's lines without trailing blanks; bytes outside printable ASCII are shown as '.'.</summary>
    public static IReadOnlyList<string> Lines(GuestPhysicalMemory memory)
    {
        var cells = memory.Slice(PhysicalBase, Columns * Rows * 2);
        var lines = new List<string>();
        for (int row = 0; row < Rows; row++)
        {
            var line = new StringBuilder();
            for (int column = 0; column < Columns; column++) line.Append(Printable(cells[(row * Columns + column) * 2]));
            lines.Add(line.ToString().TrimEnd());
        }
        return lines;
    }

    private static char Printable(byte value) => value switch
    {
        0 => ' ',
        >= 0x20 and < 0x7F => (char)value,
        _ => '.',
    };
}
