using System.Globalization;

namespace Hyperweave.Cli.Running;

/// <summary>Sizes as users write them: 65536, 64K, 256M, 2G.</summary>
internal static class ByteSize
{
    /// <summary>False where the text is not a size or does not fit 64 bits.</summary>
    public static bool TryParse(string text, out ulong bytes)
    {
        bytes = 0;
        int shift = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        string digits = shift == 0 ? text : text[..^1];
        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)) return false;
        bytes = number << shift;
        return bytes >> shift == number;
    }
}
