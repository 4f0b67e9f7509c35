using System.Globalization;

namespace Hyperweave.Vmm.Engines;

/// <summary>Guest addresses from the first to the last, both included.</summary>
public readonly record struct AddressRange(ulong First, ulong Last)
{
    public static AddressRange All { get; } = new(0, ulong.MaxValue);

    /// <summary>Reads "0x100000-0x100FFF".</summary>
    public static bool TryParse(string text, out AddressRange range)
    {
        range = default;
        string[] ends = text.Split('-');
        if (ends.Length != 2 || !TryParseAddress(ends[0], out ulong first) || !TryParseAddress(ends[1], out ulong last)) return false;
        range = new AddressRange(first, last);
        return first <= last;
    }

    private static bool TryParseAddress(string text, out ulong address)
    {
        address = 0;
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address);
    }

    /// <param name="length">Bytes, at least one.</param>
    public bool Overlaps(ulong start, int length) => start <= Last && start + (ulong)length - 1 >= First;
}
