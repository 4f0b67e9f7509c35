using System.Globalization;

namespace System;

/// <summary>A floating-point number of 32 bits (IEEE 754 binary32).</summary>
public readonly struct Single : IComparable, IComparable<float>, IEquatable<float>, ISpanFormattable
{
    private readonly float m_value;

    public const float MinValue = -3.40282346638528859E+38f;
    public const float MaxValue = 3.40282346638528859E+38f;
    public const float Epsilon = 1.4E-45f;
    public const float NegativeInfinity = -1.0f / 0.0f;
    public const float PositiveInfinity = 1.0f / 0.0f;
    public const float NaN = 0.0f / 0.0f;

    public static bool IsNaN(float value)
    {
        float same = value;
        return value != same;
    }

    public static bool IsInfinity(float value) => value is PositiveInfinity or NegativeInfinity;

    public static bool IsPositiveInfinity(float value) => value == PositiveInfinity;

    public static bool IsNegativeInfinity(float value) => value == NegativeInfinity;

    public static bool IsFinite(float value) => !IsNaN(value - value);

    public static bool IsNegative(float value) => BitConverter.SingleToInt32Bits(value) < 0;

    public int CompareTo(float other) => ((double)this).CompareTo(other);

    public int CompareTo(object other) => other is null ? 1 : CompareTo((float)other);

    public bool Equals(float other) => this == other || IsNaN(this) && IsNaN(other);

    public override bool Equals(object other) => other is float value && Equals(value);

    public override int GetHashCode() => this == 0 ? 0 : BitConverter.SingleToInt32Bits(this);

    public override string ToString() => ToString((string)null);

    public string ToString(string format) => Number.FormatDouble(this, format, isSingle: true);

    public string ToString(IFormatProvider provider) => ToString((string)null);

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider provider = null) =>
        Number.TryFormatDouble(this, destination, out charsWritten, format, isSingle: true);

    public static float Parse(string text) => TryParse(text ?? throw new ArgumentNullException("s"), out float result)
        ? result : throw new FormatException("The input string '" + text + "' was not in a correct format.");

    public static float Parse(string text, IFormatProvider provider) => Parse(text);

    public static bool TryParse(string text, out float result) => TryParse(text.AsSpan(), out result);

    public static bool TryParse(ReadOnlySpan<char> text, out float result)
    {
        bool parsed = Number.TryParseDouble(text, isSingle: true, out double value);
        result = (float)value;
        return parsed;
    }
}
