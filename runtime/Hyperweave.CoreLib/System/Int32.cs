using System.Globalization;

namespace System;

/// <summary>A signed integer of 32 bits.</summary>
public readonly struct Int32 : IComparable, IComparable<int>, IEquatable<int>, ISpanFormattable
{
    private readonly int m_value;

    public const int MaxValue = 0x7FFF_FFFF;
    public const int MinValue = -0x7FFF_FFFF - 1;

    public int CompareTo(int other) => this < other ? -1 : this > other ? 1 : 0;

    public int CompareTo(object other) => other is null ? 1 : CompareTo((int)other);

    public bool Equals(int other) => this == other;

    public override bool Equals(object other) => other is int value && this == value;

    public override int GetHashCode() => this;

    public override string ToString() => Number.FormatInt64(this);

    public string ToString(string format) => Number.Format(this, 32, isSigned: true, format);

    public string ToString(IFormatProvider provider) => ToString();

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider provider = null) =>
        Number.TryFormat(this, 32, isSigned: true, destination, out charsWritten, format);

    public static int Parse(string text) => Parse(text, NumberStyles.Integer);

    public static int Parse(string text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static int Parse(string text, NumberStyles style, IFormatProvider provider) => Parse(text, style);

    public static int Parse(string text, NumberStyles style) =>
        Parse((text ?? throw new ArgumentNullException("s")).AsSpan(), style);

    public static int Parse(ReadOnlySpan<char> text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static int Parse(ReadOnlySpan<char> text, NumberStyles style = NumberStyles.Integer, IFormatProvider provider = null)
    {
        Number.ThrowIfFailed(TryParse(text, style, out int result, out bool overflow), overflow, nameof(Int32));
        return result;
    }

    public static bool TryParse(string text, out int result) => TryParse(text.AsSpan(), NumberStyles.Integer, out result, out _);

    public static bool TryParse(string text, IFormatProvider provider, out int result) => TryParse(text, out result);

    public static bool TryParse(string text, NumberStyles style, IFormatProvider provider, out int result) => TryParse(text.AsSpan(), style, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, out int result) => TryParse(text, NumberStyles.Integer, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider, out int result) => TryParse(text, style, out result, out _);

    private static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, out int result, out bool overflow)
    {
        bool parsed = Number.TryParseInteger(text, style, 32, isSigned: true, out ulong bits, out overflow);
        result = (int)bits;
        return parsed;
    }
}
