using System;
using System.Text;

namespace Nanobench;

/// <summary>Numbers to the base of 16, without a prefix.</summary>
internal static class Hexadecimal
{
    /// <summary>FormatException on any other character.</summary>
    public static ulong Parse(string text)
    {
        ulong value = 0;
        foreach (var character in text)
            value = (value << 4) | Digit(character);
        return value;
    }

    public static string Format(ulong value)
    {
        var text = new StringBuilder();
        for (var shift = 60; shift >= 0; shift -= 4)
            text.Append("0123456789abcdef"[(int)(value >> shift) & 0xF]);
        return text.ToString();
    }

    private static ulong Digit(char character) => character switch
    {
        >= '0' and <= '9' => (ulong)(character - '0'),
        >= 'a' and <= 'f' => (ulong)(character - 'a' + 10),
        >= 'A' and <= 'F' => (ulong)(character - 'A' + 10),
        _ => throw new ArgumentException("canary= takes a number in hexadecimal digits."),
    };
}
