using System.Globalization;

namespace System;

/// <summary>A unsigned integer of 16 bits.</summary>
public readonly struct UInt16 : IComparable, IComparable<ushort>, IEquatable<ushort>, ISpanFormattable
{
    private readonly ushort m_value;

    public const ushort MaxValue = 0xFFFF;
    public const ushort MinValue = 0;

    public int CompareTo(ushort other) => this - other;

    public int CompareTo(object other) => other is null ? 1 : CompareTo((ushort)other);

    public bool Equals(ushort other) => this == other;

    public override bool Equals(object other) => other is ushort value && this == value;

    public override int GetHashCode() => this;

    public override string ToString() => Number.FormatUInt64(this);

    public string ToString(string format) => Number.Format(this, 16, isSigned: false, format);

    public string ToString(IFormatProvider provider) => ToString();

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider provider = null) =>
        Number.TryFormat(this, 16, isSigned: false, destination, out charsWritten, format);

    public static ushort Parse(string text) => Parse(text, NumberStyles.Integer);

    public static ushort Parse(string text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static ushort Parse(string text, NumberStyles style, IFormatProvider provider) => Parse(text, style);

    public static ushort Parse(string text, NumberStyles style) =>
        Parse((text ?? throw new ArgumentNullException("s")).AsSpan(), style);

    public static ushort Parse(ReadOnlySpan<char> text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static ushort Parse(ReadOnlySpan<char> text, NumberStyles style = NumberStyles.Integer, IFormatProvider provider = null)
    {
        Number.ThrowIfFailed(TryParse(text, style, out ushort result, out bool overflow), overflow, nameof(UInt16));
        return result;
    }

    public static bool TryParse(string text, out ushort result) => TryParse(text.AsSpan(), NumberStyles.Integer, out result, out _);

    public static bool TryParse(string text, IFormatProvider provider, out ushort result) => TryParse(text, out result);

    public static bool TryParse(string text, NumberStyles style, IFormatProvider provider, out ushort result) => TryParse(text.AsSpan(), style, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, out ushort result) => TryParse(text, NumberStyles.Integer, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider, out ushort result) => TryParse(text, style, out result, out _);

    private static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, out ushort result, out bool overflow)
    {
        bool parsed = Number.TryParseInteger(text, style, 16, isSigned: false, out ulong bits, out overflow);
        result = (ushort)bits;
        return parsed;
    }
}
