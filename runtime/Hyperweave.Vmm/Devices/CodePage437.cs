using System.Text;

namespace Hyperweave.Vmm.Devices;

/// <summary>The character set of the PC's text screen, which has pictures where ASCII has control characters.</summary>
public static class CodePage437
{
    private const string Pictures = " ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼";
    private const byte House = 0x7F, NoBreakSpace = 0xFF;

    private static readonly Encoding Encoding = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    /// <summary>What the screen shows for a byte, in Unicode; 0 and 0xFF are blank.</summary>
    public static char Character(byte value) => value switch
    {
        < 0x20 => Pictures[value],
        House => '⌂',
        NoBreakSpace => ' ',
        _ => Encoding.GetString([value])[0],
    };
}
