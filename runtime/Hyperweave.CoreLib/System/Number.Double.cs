namespace System;

internal static partial class Number
{
    /// <summary>The parts of an IEEE 754 format.</summary>
    private readonly struct FloatFormat
    {
        internal readonly int MantissaBits, ExponentBits, Precision;

        internal FloatFormat(bool isSingle)
        {
            MantissaBits = isSingle ? 23 : 52;
            ExponentBits = isSingle ? 8 : 11;
            Precision = isSingle ? 9 : 17;
        }

        internal int Bias => (1 << ExponentBits - 1) - 1;

        internal int LargestExponent => (1 << ExponentBits) - 1;
    }

    internal static string FormatDouble(double value, string format, bool isSingle)
    {
        NumberBuilder builder = new(stackalloc char[NumberBuilder.StackSize]);
        WriteDouble(ref builder, value, format, isSingle);
        return builder.ToString();
    }

    internal static bool TryFormatDouble(double value, Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, bool isSingle)
    {
        NumberBuilder builder = new(stackalloc char[NumberBuilder.StackSize]);
        WriteDouble(ref builder, value, format, isSingle);
        return builder.TryCopyTo(destination, out charsWritten);
    }

    /// <summary>Standard formats G, R, F, N, E and P with a precision.</summary>
    private static void WriteDouble(ref NumberBuilder builder, double value, ReadOnlySpan<char> format, bool isSingle)
    {
        if (!double.IsFinite(value))
        {
            builder.Append(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            return;
        }
        (char specifier, int precision) = ParseFormat(format);
        bool isPercent = specifier is 'P' or 'p';
        bool isFixed = specifier is 'F' or 'f' or 'N' or 'n' || isPercent;
        bool isScientific = specifier is 'E' or 'e';
        if (!isFixed && !isScientific && specifier is not ('G' or 'g' or 'R' or 'r'))
            throw new FormatException("Format specifier was invalid.");
        DecimalDigits digits = new(stackalloc char[DecimalDigits.BufferSize]);
        int places = isFixed ? precision < 0 ? 2 : precision : isScientific ? (precision < 0 ? 6 : precision) + 1 : precision;
        // A percentage is the number with its point two places further on.
        int moved = isPercent ? 2 : 0;
        Generate(ref digits, value, isSingle, places + moved, isFixed, isShortest: !isFixed && !isScientific && precision <= 0);
        digits.Exponent += moved;
        bool isNegative = double.IsNegative(value) && (digits.Count != 0 || !isFixed || value == 0);
        if (isNegative)
            builder.Append('-');
        if (isFixed)
            builder.AppendFixed(digits, places, isGrouped: specifier is not ('F' or 'f'));
        else if (isScientific)
            builder.AppendScientific(digits, places - 1, specifier, minimumExponentDigits: 3);
        else
            AppendGeneral(ref builder, digits, precision > 0 ? precision : Math.Max(digits.Count, new FloatFormat(isSingle).Precision), specifier);
        if (isPercent)
            builder.Append(" %");
    }

    private static void AppendGeneral(ref NumberBuilder builder, scoped DecimalDigits digits, int precision, char specifier)
    {
        const int SmallestPlainExponent = -4;
        if (digits.Count != 0 && (digits.Exponent > precision || digits.Exponent <= SmallestPlainExponent))
            builder.AppendScientific(digits, digits.Count - 1, specifier is 'g' or 'r' ? 'e' : 'E', minimumExponentDigits: 2);
        else
            builder.AppendFixed(digits, Math.Max(digits.Count - digits.Exponent, 0), isGrouped: false);
    }

    private static void Generate(ref DecimalDigits digits, double value, bool isSingle, int places, bool areDecimals, bool isShortest)
    {
        FloatFormat format = new(isSingle);
        ulong bits = isSingle ? BitConverter.SingleToUInt32Bits((float)value) : BitConverter.DoubleToUInt64Bits(value);
        ulong mantissa = bits & (1ul << format.MantissaBits) - 1;
        int biased = (int)(bits >> format.MantissaBits) & format.LargestExponent;
        if (mantissa == 0 && biased == 0)
            return;
        bool isBoundary = mantissa == 0 && biased > 1;
        if (biased != 0)
            mantissa |= 1ul << format.MantissaBits;
        int exponent = Math.Max(biased, 1) - format.Bias - format.MantissaBits;
        if (isShortest)
            digits.GenerateShortest(mantissa, exponent, isBoundary);
        else
            digits.GenerateRounded(mantissa, exponent, places, areDecimals);
    }
}
