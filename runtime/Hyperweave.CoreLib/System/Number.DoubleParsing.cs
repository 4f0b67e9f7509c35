namespace System;

internal static partial class Number
{
    /// <summary>Significant digits that are read exactly; one more stands for all that follow.</summary>
    private const int SignificantDigits = 40;

    /// <summary>Optional sign, digits with a point and commas, optional exponent; or NaN, Infinity. Rounded to nearest, ties to even.</summary>
    internal static bool TryParseDouble(ReadOnlySpan<char> text, bool isSingle, out double value)
    {
        text = text.Trim();
        bool isNegative = text.Length != 0 && text[0] == '-';
        if (text.Length != 0 && text[0] is '-' or '+')
            text = text.Slice(1);
        if (!TryParseName(text, out value) && !TryParseMagnitude(text, isSingle, out value))
            return false;
        value = isNegative ? -value : value;
        return true;
    }

    private static bool TryParseName(ReadOnlySpan<char> text, out double value)
    {
        bool isInfinity = text.Equals("Infinity", StringComparison.OrdinalIgnoreCase) || text.SequenceEqual("∞");
        value = isInfinity ? double.PositiveInfinity : double.NaN;
        return isInfinity || text.Equals("NaN", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryParseMagnitude(ReadOnlySpan<char> text, bool isSingle, out double value)
    {
        value = 0;
        BigNumber number = new(stackalloc uint[BigNumber.Words], 0);
        int exponent = 0, count = 0, i = 0;
        bool any = false, afterPoint = false, dropped = false;
        for (; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (text[i] == '.' && !afterPoint)
                afterPoint = true;
            else if (digit <= 9)
            {
                any = true;
                exponent -= afterPoint ? 1 : 0;
                if (count < SignificantDigits)
                {
                    number.Multiply(10);
                    number.Add(digit);
                    count += count != 0 || digit != 0 ? 1 : 0;
                }
                else
                {
                    exponent++;
                    dropped |= digit != 0;
                }
            }
            else if (text[i] != ',' || afterPoint || !any)
                break;
        }
        if (!any || !TryParseExponent(text.Slice(i), ref exponent))
            return false;
        if (dropped)
        {
            number.Multiply(10);
            number.Add(1);
            exponent--;
        }
        value = Compose(number, exponent, new FloatFormat(isSingle));
        return true;
    }

    private static bool TryParseExponent(ReadOnlySpan<char> text, ref int exponent)
    {
        const int Limit = 99_999;
        if (text.Length == 0)
            return true;
        if (text[0] is not ('e' or 'E') || !int.TryParse(text.Slice(1), out int written))
            return false;
        exponent += Math.Clamp(written, -Limit, Limit);
        return true;
    }

    /// <summary>number·10^exponent as the nearest number of the format.</summary>
    private static double Compose(scoped BigNumber number, int exponent, FloatFormat format)
    {
        const int LargestDecimalExponent = 310, SmallestDecimalExponent = -370;
        if (number.IsZero || exponent < SmallestDecimalExponent - SignificantDigits)
            return 0;
        if (exponent > LargestDecimalExponent)
            return double.PositiveInfinity;
        BigNumber divisor = new(stackalloc uint[BigNumber.Words], 1);
        number.MultiplyByPowerOf10(exponent);
        divisor.MultiplyByPowerOf10(-exponent);
        // Scale so that the quotient has one bit more than the mantissa, or fewer where the number is subnormal.
        int binary = number.BitLength - divisor.BitLength - format.MantissaBits - 2;
        binary = Math.Max(binary, 1 - format.Bias - format.MantissaBits - 1);
        if (binary >= 0)
            divisor.ShiftLeft(binary);
        else
            number.ShiftLeft(-binary);
        ulong quotient = Divide(number, divisor, out bool isExact);
        return Round(quotient, !isExact, binary, format);
    }

    /// <summary>Quotient of at most 64 bits by shifting and subtracting.</summary>
    private static ulong Divide(scoped BigNumber number, scoped BigNumber divisor, out bool isExact)
    {
        int bits = Math.Max(number.BitLength - divisor.BitLength + 1, 0);
        ulong quotient = 0;
        for (int i = bits - 1; i >= 0; i--)
        {
            BigNumber shifted = new(stackalloc uint[BigNumber.Words], 0);
            shifted.CopyFrom(divisor);
            shifted.ShiftLeft(i);
            if (BigNumber.Compare(number, shifted) < 0)
                continue;
            number.Subtract(shifted);
            quotient |= 1ul << i;
        }
        isExact = number.IsZero;
        return quotient;
    }

    /// <summary>Drops the extra low bits, to nearest, ties to even.</summary>
    private static double Round(ulong quotient, bool isInexact, int binary, FloatFormat format)
    {
        int extra = 1;
        while (quotient >> extra >= 2ul << format.MantissaBits)
            extra++;
        ulong half = 1ul << extra - 1, rest = quotient & (half << 1) - 1, mantissa = quotient >> extra;
        if (rest > half || rest == half && (isInexact || (mantissa & 1) != 0))
            mantissa++;
        int exponent = binary + extra;
        if (exponent + format.MantissaBits > format.Bias || exponent + format.MantissaBits == format.Bias && mantissa >> format.MantissaBits + 1 != 0)
            return double.PositiveInfinity;
        return Math.ScaleB(mantissa, exponent);
    }
}
