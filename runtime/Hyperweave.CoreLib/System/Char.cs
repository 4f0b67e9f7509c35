namespace System;

/// <summary>A UTF-16 code unit. Classification and case follow ASCII and Latin-1; others are neither letter nor digit.</summary>
public readonly struct Char : IComparable, IComparable<char>, IEquatable<char>, ISpanFormattable
{
    private readonly char m_value;

    public const char MaxValue = '\uFFFF';
    public const char MinValue = '\0';

    public int CompareTo(char other) => this - other;

    public int CompareTo(object other) => other is null ? 1 : CompareTo((char)other);

    public bool Equals(char other) => this == other;

    public override bool Equals(object other) => other is char value && this == value;

    public override int GetHashCode() => this | this << 16;

    public override string ToString() => new(this, 1);

    public static string ToString(char value) => new(value, 1);

    public string ToString(IFormatProvider provider) => ToString();

    public string ToString(string format, IFormatProvider provider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider provider)
    {
        charsWritten = destination.Length == 0 ? 0 : 1;
        if (charsWritten != 0)
            destination[0] = this;
        return charsWritten != 0;
    }

    public static bool IsDigit(char value) => IsAsciiDigit(value);

    public static bool IsNumber(char value) => IsAsciiDigit(value) || value is '\u00B2' or '\u00B3' or '\u00B9' or (>= '\u00BC' and <= '\u00BE');

    public static bool IsLetter(char value) =>
        IsAsciiLetter(value) || value is '\u00AA' or '\u00B5' or '\u00BA' or (>= '\u00C0' and <= '\u00FF' and not '\u00D7' and not '\u00F7');

    public static bool IsLetterOrDigit(char value) => IsLetter(value) || IsDigit(value);

    public static bool IsUpper(char value) => IsAsciiLetterUpper(value) || value is >= '\u00C0' and <= '\u00DE' and not '\u00D7';

    public static bool IsLower(char value) => IsAsciiLetterLower(value) || value is '\u00B5' or (>= '\u00DF' and <= '\u00FF' and not '\u00F7');

    public static bool IsWhiteSpace(char value) => value is ' ' or (>= '\t' and <= '\r') or '\u00A0' or '\u0085';

    public static bool IsControl(char value) => value < ' ' || value is >= '\u007F' and <= '\u009F';

    public static bool IsPunctuation(char value) => value is '!' or '"' or '#' or '%' or '&' or '\'' or '(' or ')' or '*' or ',' or '-' or '.' or '/'
        or ':' or ';' or '?' or '@' or '[' or '\\' or ']' or '_' or '{' or '}' or '\u00A1' or '\u00A7' or '\u00AB' or '\u00B6' or '\u00B7' or '\u00BB' or '\u00BF';

    public static bool IsSurrogate(char value) => value is >= '\uD800' and <= '\uDFFF';

    public static bool IsHighSurrogate(char value) => value is >= '\uD800' and <= '\uDBFF';

    public static bool IsLowSurrogate(char value) => value is >= '\uDC00' and <= '\uDFFF';

    public static bool IsAscii(char value) => value < 0x80;

    public static bool IsAsciiDigit(char value) => (uint)(value - '0') <= 9;

    public static bool IsAsciiLetter(char value) => (uint)((value | 0x20) - 'a') <= 'z' - 'a';

    public static bool IsAsciiLetterUpper(char value) => (uint)(value - 'A') <= 'Z' - 'A';

    public static bool IsAsciiLetterLower(char value) => (uint)(value - 'a') <= 'z' - 'a';

    public static bool IsAsciiLetterOrDigit(char value) => IsAsciiLetter(value) || IsAsciiDigit(value);

    public static bool IsAsciiHexDigit(char value) => IsAsciiDigit(value) || (uint)((value | 0x20) - 'a') <= 5;

    public static bool IsBetween(char value, char first, char last) => (uint)(value - first) <= (uint)(last - first);

    public static char ToUpper(char value) => ToUpperInvariant(value);

    public static char ToLower(char value) => ToLowerInvariant(value);

    public static char ToUpperInvariant(char value)
    {
        if (value < 0x80)
            return IsAsciiLetterLower(value) ? (char)(value - 0x20) : value;
        return value is >= '\u00E0' and <= '\u00FE' and not '\u00F7' ? (char)(value - 0x20) : value;
    }

    public static char ToLowerInvariant(char value)
    {
        if (value < 0x80)
            return IsAsciiLetterUpper(value) ? (char)(value + 0x20) : value;
        return value is >= '\u00C0' and <= '\u00DE' and not '\u00D7' ? (char)(value + 0x20) : value;
    }
}
