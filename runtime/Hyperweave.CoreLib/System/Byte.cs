using System.Globalization;

namespace System;

/// <summary>A unsigned integer of 8 bits.</summary>
public readonly struct Byte : IComparable, IComparable<byte>, IEquatable<byte>, ISpanFormattable
{
    private readonly byte m_value;

    public const byte MaxValue = 0xFF;
    public const byte MinValue = 0;

    public int CompareTo(byte other) => this - other;

    public int CompareTo(object other) => other is null ? 1 : CompareTo((byte)other);

    public bool Equals(byte other) => this == other;

    public override bool Equals(object other) => other is byte value && this == value;

    public override int GetHashCode() => this;

    public override string ToString() => Number.FormatUInt64(this);

    public string ToString(string format) => Number.Format(this, 8, isSigned: false, format);

    public string ToString(IFormatProvider provider) => ToString();

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider provider = null) =>
        Number.TryFormat(this, 8, isSigned: false, destination, out charsWritten, format);

    public static byte Parse(string text) => Parse(text, NumberStyles.Integer);

    public static byte Parse(string text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static byte Parse(string text, NumberStyles style, IFormatProvider provider) => Parse(text, style);

    public static byte Parse(string text, NumberStyles style) =>
        Parse((text ?? throw new ArgumentNullException("s")).AsSpan(), style);

    public static byte Parse(ReadOnlySpan<char> text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static byte Parse(ReadOnlySpan<char> text, NumberStyles style = NumberStyles.Integer, IFormatProvider provider = null)
    {
        Number.ThrowIfFailed(TryParse(text, style, out byte result, out bool overflow), overflow, nameof(Byte));
        return result;
    }

    public static bool TryParse(string text, out byte result) => TryParse(text.AsSpan(), NumberStyles.Integer, out result, out _);

    public static bool TryParse(string text, IFormatProvider provider, out byte result) => TryParse(text, out result);

    public static bool TryParse(string text, NumberStyles style, IFormatProvider provider, out byte result) => TryParse(text.AsSpan(), style, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, out byte result) => TryParse(text, NumberStyles.Integer, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider, out byte result) => TryParse(text, style, out result, out _);

    private static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, out byte result, out bool overflow)
    {
        bool parsed = Number.TryParseInteger(text, style, 8, isSigned: false, out ulong bits, out overflow);
        result = (byte)bits;
        return parsed;
    }
}
