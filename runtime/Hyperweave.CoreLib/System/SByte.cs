using System.Globalization;

namespace System;

/// <summary>A signed integer of 8 bits.</summary>
public readonly struct SByte : IComparable, IComparable<sbyte>, IEquatable<sbyte>, ISpanFormattable
{
    private readonly sbyte m_value;

    public const sbyte MaxValue = 0x7F;
    public const sbyte MinValue = -0x7F - 1;

    public int CompareTo(sbyte other) => this - other;

    public int CompareTo(object other) => other is null ? 1 : CompareTo((sbyte)other);

    public bool Equals(sbyte other) => this == other;

    public override bool Equals(object other) => other is sbyte value && this == value;

    public override int GetHashCode() => this;

    public override string ToString() => Number.FormatInt64(this);

    public string ToString(string format) => Number.Format(this, 8, isSigned: true, format);

    public string ToString(IFormatProvider provider) => ToString();

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider provider = null) =>
        Number.TryFormat(this, 8, isSigned: true, destination, out charsWritten, format);

    public static sbyte Parse(string text) => Parse(text, NumberStyles.Integer);

    public static sbyte Parse(string text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static sbyte Parse(string text, NumberStyles style, IFormatProvider provider) => Parse(text, style);

    public static sbyte Parse(string text, NumberStyles style) =>
        Parse((text ?? throw new ArgumentNullException("s")).AsSpan(), style);

    public static sbyte Parse(ReadOnlySpan<char> text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static sbyte Parse(ReadOnlySpan<char> text, NumberStyles style = NumberStyles.Integer, IFormatProvider provider = null)
    {
        Number.ThrowIfFailed(TryParse(text, style, out sbyte result, out bool overflow), overflow, nameof(SByte));
        return result;
    }

    public static bool TryParse(string text, out sbyte result) => TryParse(text.AsSpan(), NumberStyles.Integer, out result, out _);

    public static bool TryParse(string text, IFormatProvider provider, out sbyte result) => TryParse(text, out result);

    public static bool TryParse(string text, NumberStyles style, IFormatProvider provider, out sbyte result) => TryParse(text.AsSpan(), style, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, out sbyte result) => TryParse(text, NumberStyles.Integer, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider, out sbyte result) => TryParse(text, style, out result, out _);

    private static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, out sbyte result, out bool overflow)
    {
        bool parsed = Number.TryParseInteger(text, style, 8, isSigned: true, out ulong bits, out overflow);
        result = (sbyte)bits;
        return parsed;
    }
}
