using System.Globalization;

namespace System;

/// <summary>Integers to text, for all widths: the value extended to 64 bits, its width in bits, and whether it is signed.</summary>
internal static unsafe partial class Number
{
    /// <summary>Enough for 64 binary digits, or 20 decimal ones with separators.</summary>
    private const int MaximumDigits = 64;

    internal static string FormatInt64(long value)
    {
        if (value >= 0)
            return FormatUInt64((ulong)value);
        char* buffer = stackalloc char[MaximumDigits];
        char* end = buffer + MaximumDigits;
        char* start = WriteDecimal(end, 0ul - (ulong)value);
        *--start = '-';
        return new string(start, 0, (int)(end - start));
    }

    internal static string FormatUInt64(ulong value)
    {
        char* buffer = stackalloc char[MaximumDigits];
        char* end = buffer + MaximumDigits;
        char* start = WriteDecimal(end, value);
        return new string(start, 0, (int)(end - start));
    }

    /// <summary>Writes the digits to the left of <paramref name="end"/>, two at a time; returns where they start.</summary>
    private static char* WriteDecimal(char* end, ulong value)
    {
        while (value >= 100)
        {
            ulong quotient = value / 100;
            uint pair = (uint)(value - quotient * 100);
            value = quotient;
            *--end = (char)('0' + pair % 10);
            *--end = (char)('0' + pair / 10);
        }
        if (value >= 10)
        {
            *--end = (char)('0' + value % 10);
            value /= 10;
        }
        *--end = (char)('0' + value);
        return end;
    }

    internal static string Format(long value, int bits, bool isSigned, string format)
    {
        if (string.IsNullOrEmpty(format))
            return isSigned ? FormatInt64(value) : FormatUInt64((ulong)value);
        NumberBuilder builder = new(stackalloc char[NumberBuilder.StackSize]);
        Write(ref builder, value, bits, isSigned, format);
        return builder.ToString();
    }

    internal static bool TryFormat(long value, int bits, bool isSigned, Span<char> destination, out int charsWritten, ReadOnlySpan<char> format)
    {
        NumberBuilder builder = new(stackalloc char[NumberBuilder.StackSize]);
        Write(ref builder, value, bits, isSigned, format);
        return builder.TryCopyTo(destination, out charsWritten);
    }

    /// <summary>Standard formats D, X, B, N, F, G, E, C, P with a precision; the others are custom patterns (not supported).</summary>
    private static void Write(ref NumberBuilder builder, long value, int bits, bool isSigned, ReadOnlySpan<char> format)
    {
        (char specifier, int precision) = ParseFormat(format);
        bool isNegative = isSigned && value < 0;
        ulong magnitude = isNegative ? 0ul - (ulong)value : (ulong)value;
        ulong mask = bits == 64 ? ulong.MaxValue : (1ul << bits) - 1;
        switch (specifier)
        {
            case 'X' or 'x': builder.AppendPowerOfTwo((ulong)value & mask, 4, precision, specifier == 'X'); break;
            case 'B' or 'b': builder.AppendPowerOfTwo((ulong)value & mask, 1, precision, isUpper: true); break;
            case 'D' or 'd' or 'G' or 'g' or 'R' or 'r': builder.AppendDecimal(magnitude, isNegative, specifier is 'G' or 'g' ? 0 : precision); break;
            case 'N' or 'n': builder.AppendGrouped(magnitude, isNegative, precision < 0 ? 2 : precision); break;
            case 'F' or 'f': builder.AppendFixed(magnitude, isNegative, precision < 0 ? 2 : precision); break;
            default: throw new FormatException("Format specifier was invalid.");
        }
    }

    /// <summary>The letter and the number after it; −1 for none. An empty format is G.</summary>
    internal static (char Specifier, int Precision) ParseFormat(ReadOnlySpan<char> format)
    {
        if (format.Length == 0)
            return ('G', -1);
        int precision = -1;
        for (int i = 1; i < format.Length; i++)
        {
            if (!char.IsAsciiDigit(format[i]) || precision > 999_999)
                throw new FormatException("Format specifier was invalid.");
            precision = (precision < 0 ? 0 : precision) * 10 + (format[i] - '0');
        }
        return (format[0], precision);
    }
}
