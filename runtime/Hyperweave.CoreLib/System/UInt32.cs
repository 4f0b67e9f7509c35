using System.Globalization;

namespace System;

/// <summary>A unsigned integer of 32 bits.</summary>
public readonly struct UInt32 : IComparable, IComparable<uint>, IEquatable<uint>, ISpanFormattable
{
    private readonly uint m_value;

    public const uint MaxValue = 0xFFFF_FFFF;
    public const uint MinValue = 0;

    public int CompareTo(uint other) => this < other ? -1 : this > other ? 1 : 0;

    public int CompareTo(object other) => other is null ? 1 : CompareTo((uint)other);

    public bool Equals(uint other) => this == other;

    public override bool Equals(object other) => other is uint value && this == value;

    public override int GetHashCode() => (int)this;

    public override string ToString() => Number.FormatUInt64(this);

    public string ToString(string format) => Number.Format(this, 32, isSigned: false, format);

    public string ToString(IFormatProvider provider) => ToString();

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider provider = null) =>
        Number.TryFormat(this, 32, isSigned: false, destination, out charsWritten, format);

    public static uint Parse(string text) => Parse(text, NumberStyles.Integer);

    public static uint Parse(string text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static uint Parse(string text, NumberStyles style, IFormatProvider provider) => Parse(text, style);

    public static uint Parse(string text, NumberStyles style) =>
        Parse((text ?? throw new ArgumentNullException("s")).AsSpan(), style);

    public static uint Parse(ReadOnlySpan<char> text, IFormatProvider provider) => Parse(text, NumberStyles.Integer);

    public static uint Parse(ReadOnlySpan<char> text, NumberStyles style = NumberStyles.Integer, IFormatProvider provider = null)
    {
        Number.ThrowIfFailed(TryParse(text, style, out uint result, out bool overflow), overflow, nameof(UInt32));
        return result;
    }

    public static bool TryParse(string text, out uint result) => TryParse(text.AsSpan(), NumberStyles.Integer, out result, out _);

    public static bool TryParse(string text, IFormatProvider provider, out uint result) => TryParse(text, out result);

    public static bool TryParse(string text, NumberStyles style, IFormatProvider provider, out uint result) => TryParse(text.AsSpan(), style, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, out uint result) => TryParse(text, NumberStyles.Integer, out result, out _);

    public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider, out uint result) => TryParse(text, style, out result, out _);

    private static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, out uint result, out bool overflow)
    {
        bool parsed = Number.TryParseInteger(text, style, 32, isSigned: false, out ulong bits, out overflow);
        result = (uint)bits;
        return parsed;
    }
}
