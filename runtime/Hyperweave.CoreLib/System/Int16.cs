using System.Globalization;

namespace System;

/// <summary>A signed integer of 16 bits.</summary>
public readonly struct Int16 : IComparable, IComparable<short>, IEquatable<short>, ISpanFormattable
{
    private readonly short m_value;

    public const short MaxValue = 0x7FFF;
    public const short MinValue = -0x7FFF - 1;

    public int CompareTo(short other) => this - other;

    public int CompareTo(object other) => other is null ? 1 : CompareTo((short)other);

    public bool Equals(short other) => this == other;

    public override bool Equals(object other) => other is short value && this == value;

    public override int GetHashCode() => this;

    public override string ToString() => Number.FormatInt64(this);

    public string ToString(string format) => Number.Format(this, 16, isSigned: true, format);

    public string ToString(IFormatProvider provider) => ToString();

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider provider = null) =>
        Number.TryFormat(this, 16, isSigned: true, destination, out charsWritten, format);

    public static short Parse(string text) => Parse(text, NumberStyles.Integer);

    public static short Parse(string text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static short Parse(string text, NumberStyles style, IFormatProvider provider) => Parse(text, style);

    public static short Parse(string text, NumberStyles style) =>
        Parse((text ?? throw new ArgumentNullException("s")).AsSpan(), style);

    public static short Parse(ReadOnlySpan<char> text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static short Parse(ReadOnlySpan<char> text, NumberStyles style = NumberStyles.Integer, IFormatProvider provider = null)
    {
        Number.ThrowIfFailed(TryParse(text, style, out short result, out bool overflow), overflow, nameof(Int16));
        return result;
    }

    public static bool TryParse(string text, out short result) => TryParse(text.AsSpan(), NumberStyles.Integer, out result, out _);

    public static bool TryParse(string text, IFormatProvider provider, out short result) => TryParse(text, out result);

    public static bool TryParse(string text, NumberStyles style, IFormatProvider provider, out short result) => TryParse(text.AsSpan(), style, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, out short result) => TryParse(text, NumberStyles.Integer, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider, out short result) => TryParse(text, style, out result, out _);

    private static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, out short result, out bool overflow)
    {
        bool parsed = Number.TryParseInteger(text, style, 16, isSigned: true, out ulong bits, out overflow);
        result = (short)bits;
        return parsed;
    }
}
