using System.Globalization;

namespace System;

/// <summary>A floating-point number of 64 bits (IEEE 754 binary64).</summary>
public readonly struct Double : IComparable, IComparable<double>, IEquatable<double>, ISpanFormattable
{
    private readonly double m_value;

    public const double MinValue = -1.7976931348623157E+308;
    public const double MaxValue = 1.7976931348623157E+308;
    public const double Epsilon = 4.9406564584124654E-324;
    public const double NegativeInfinity = -1.0 / 0.0;
    public const double PositiveInfinity = 1.0 / 0.0;
    public const double NaN = 0.0 / 0.0;
    public const double E = 2.7182818284590452354;
    public const double Pi = 3.14159265358979323846;

    public static bool IsNaN(double value)
    {
        double same = value;
        return value != same;
    }

    public static bool IsInfinity(double value) => value is PositiveInfinity or NegativeInfinity;

    public static bool IsPositiveInfinity(double value) => value == PositiveInfinity;

    public static bool IsNegativeInfinity(double value) => value == NegativeInfinity;

    public static bool IsFinite(double value) => !IsNaN(value - value);

    public static bool IsNegative(double value) => BitConverter.DoubleToInt64Bits(value) < 0;

    public int CompareTo(double other)
    {
        if (this < other) return -1;
        if (this > other) return 1;
        if (this == other) return 0;
        return IsNaN(this) ? IsNaN(other) ? 0 : -1 : 1;
    }

    public int CompareTo(object other) => other is null ? 1 : CompareTo((double)other);

    public bool Equals(double other) => this == other || IsNaN(this) && IsNaN(other);

    public override bool Equals(object other) => other is double value && Equals(value);

    public override int GetHashCode() => this == 0 ? 0 : BitConverter.DoubleToInt64Bits(this).GetHashCode();

    public override string ToString() => ToString((string)null);

    public string ToString(string format) => Number.FormatDouble(this, format, isSingle: false);

    public string ToString(IFormatProvider provider) => ToString((string)null);

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider provider = null) =>
        Number.TryFormatDouble(this, destination, out charsWritten, format, isSingle: false);

    public static double Parse(string text) => TryParse(text ?? throw new ArgumentNullException("s"), out double result)
        ? result : throw new FormatException("The input string '" + text + "' was not in a correct format.");

    public static double Parse(string text, IFormatProvider provider) => Parse(text);

    public static double Parse(string text, NumberStyles style, IFormatProvider provider) => Parse(text);

    public static bool TryParse(string text, out double result) => TryParse(text.AsSpan(), out result);

    public static bool TryParse(ReadOnlySpan<char> text, out double result) => Number.TryParseDouble(text, isSingle: false, out result);

    public static bool TryParse(string text, NumberStyles style, IFormatProvider provider, out double result) => TryParse(text, out result);
}
