using System.Text;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Devices;

/// <summary>VGA text memory, 80 × 25 cells of character and attribute at 0xB8000. It is plain RAM; this only reads it.</summary>
public static class VgaText
{
    public const ulong PhysicalBase = 0xB_8000;
    public const int Columns = 80, Rows = 25;

    /// <summary>One cell: its character in code page 437 and its attribute, foreground in bits 0–3, background in bits 4–6, bit 7 blinks.</summary>
    public readonly record struct Cell(byte Character, byte Attribute);

    /// <summary>What stands in a cell of the screen.</summary>
    public static Cell At(GuestPhysicalMemory memory, int row, int column)
    {
        ulong address = PhysicalBase + (ulong)(row * Columns + column) * 2;
        return new Cell(memory.Read<byte>(address), memory.Read<byte>(address + 1));
    }

    /// <summary>The screen's lines without trailing blanks, in Unicode.</summary>
    public static IReadOnlyList<string> Lines(GuestPhysicalMemory memory)
    {
        var lines = new List<string>();
        for (int row = 0; row < Rows; row++)
        {
            var line = new StringBuilder();
            for (int column = 0; column < Columns; column++) line.Append(CodePage437.Character(At(memory, row, column).Character));
            lines.Add(line.ToString().TrimEnd());
        }
        return lines;
    }
}
