using System.Globalization;

namespace System;

/// <summary>A signed integer of 64 bits.</summary>
public readonly struct Int64 : IComparable, IComparable<long>, IEquatable<long>, ISpanFormattable
{
    private readonly long m_value;

    public const long MaxValue = 0x7FFF_FFFF_FFFF_FFFF;
    public const long MinValue = -0x7FFF_FFFF_FFFF_FFFF - 1;

    public int CompareTo(long other) => this < other ? -1 : this > other ? 1 : 0;

    public int CompareTo(object other) => other is null ? 1 : CompareTo((long)other);

    public bool Equals(long other) => this == other;

    public override bool Equals(object other) => other is long value && this == value;

    public override int GetHashCode() => (int)this ^ (int)(this >> 32);

    public override string ToString() => Number.FormatInt64(this);

    public string ToString(string format) => Number.Format(this, 64, isSigned: true, format);

    public string ToString(IFormatProvider provider) => ToString();

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider provider = null) =>
        Number.TryFormat(this, 64, isSigned: true, destination, out charsWritten, format);

    public static long Parse(string text) => Parse(text, NumberStyles.Integer);

    public static long Parse(string text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static long Parse(string text, NumberStyles style, IFormatProvider provider) => Parse(text, style);

    public static long Parse(string text, NumberStyles style) =>
        Parse((text ?? throw new ArgumentNullException("s")).AsSpan(), style);

    public static long Parse(ReadOnlySpan<char> text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static long Parse(ReadOnlySpan<char> text, NumberStyles style = NumberStyles.Integer, IFormatProvider provider = null)
    {
        Number.ThrowIfFailed(TryParse(text, style, out long result, out bool overflow), overflow, nameof(Int64));
        return result;
    }

    public static bool TryParse(string text, out long result) => TryParse(text.AsSpan(), NumberStyles.Integer, out result, out _);

    public static bool TryParse(string text, IFormatProvider provider, out long result) => TryParse(text, out result);

    public static bool TryParse(string text, NumberStyles style, IFormatProvider provider, out long result) => TryParse(text.AsSpan(), style, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, out long result) => TryParse(text, NumberStyles.Integer, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider, out long result) => TryParse(text, style, out result, out _);

    private static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, out long result, out bool overflow)
    {
        bool parsed = Number.TryParseInteger(text, style, 64, isSigned: true, out ulong bits, out overflow);
        result = (long)bits;
        return parsed;
    }
}
