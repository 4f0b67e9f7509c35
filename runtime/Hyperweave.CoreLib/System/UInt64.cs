using System.Globalization;

namespace System;

/// <summary>A unsigned integer of 64 bits.</summary>
public readonly struct UInt64 : IComparable, IComparable<ulong>, IEquatable<ulong>, ISpanFormattable
{
    private readonly ulong m_value;

    public const ulong MaxValue = 0xFFFF_FFFF_FFFF_FFFF;
    public const ulong MinValue = 0;

    public int CompareTo(ulong other) => this < other ? -1 : this > other ? 1 : 0;

    public int CompareTo(object other) => other is null ? 1 : CompareTo((ulong)other);

    public bool Equals(ulong other) => this == other;

    public override bool Equals(object other) => other is ulong value && this == value;

    public override int GetHashCode() => (int)this ^ (int)(this >> 32);

    public override string ToString() => Number.FormatUInt64(this);

    public string ToString(string format) => Number.Format((long)this, 64, isSigned: false, format);

    public string ToString(IFormatProvider provider) => ToString();

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider provider = null) =>
        Number.TryFormat((long)this, 64, isSigned: false, destination, out charsWritten, format);

    public static ulong Parse(string text) => Parse(text, NumberStyles.Integer);

    public static ulong Parse(string text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static ulong Parse(string text, NumberStyles style, IFormatProvider provider) => Parse(text, style);

    public static ulong Parse(string text, NumberStyles style) =>
        Parse((text ?? throw new ArgumentNullException("s")).AsSpan(), style);

    public static ulong Parse(ReadOnlySpan<char> text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static ulong Parse(ReadOnlySpan<char> text, NumberStyles style = NumberStyles.Integer, IFormatProvider provider = null)
    {
        Number.ThrowIfFailed(TryParse(text, style, out ulong result, out bool overflow), overflow, nameof(UInt64));
        return result;
    }

    public static bool TryParse(string text, out ulong result) => TryParse(text.AsSpan(), NumberStyles.Integer, out result, out _);

    public static bool TryParse(string text, IFormatProvider provider, out ulong result) => TryParse(text, out result);

    public static bool TryParse(string text, NumberStyles style, IFormatProvider provider, out ulong result) => TryParse(text.AsSpan(), style, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, out ulong result) => TryParse(text, NumberStyles.Integer, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider, out ulong result) => TryParse(text, style, out result, out _);

    private static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, out ulong result, out bool overflow)
    {
        bool parsed = Number.TryParseInteger(text, style, 64, isSigned: false, out ulong bits, out overflow);
        result = (ulong)bits;
        return parsed;
    }
}
