using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Hyperweave.Vmm.Debugging;

/// <summary>Numbers and bytes as the remote protocol writes them: hexadecimal, without prefix.</summary>
internal static class Hexadecimal
{
    internal static bool TryNumber(string text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);

    /// <summary>"address,length".</summary>
    internal static bool TryPair(string text, out ulong first, out ulong second)
    {
        second = 0;
        int comma = text.IndexOf(',');
        return TryNumber(comma < 0 ? text : text[..comma], out first) && comma >= 0 && TryNumber(text[(comma + 1)..], out second);
    }

    internal static bool TryBytes(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;
        return bytes is not null;
    }

    internal static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    internal static string OfText(string text) => Of(Encoding.UTF8.GetBytes(text));
}
