namespace System;

/// <summary>
/// The decimal digits of a floating-point number: 0.d₁d₂… · 10^<see cref="Exponent"/>. Either the shortest that read back
/// as the same number (Steele and White; Dragon4), or exactly rounded to a place, halves to the even digit.
/// </summary>
internal ref struct DecimalDigits
{
    /// <summary>As many as the largest double has before its point, and a precision.</summary>
    internal const int BufferSize = 400;

    private readonly Span<char> _buffer;
    internal int Count;
    internal int Exponent;

    internal DecimalDigits(Span<char> buffer) => _buffer = buffer;

    internal readonly ReadOnlySpan<char> Digits => _buffer.Slice(0, Count);

    /// <summary>The digit at an index, '0' beyond the last.</summary>
    internal readonly char this[int index] => (uint)index < (uint)Count ? _buffer[index] : '0';

    /// <summary>The shortest digits of mantissa·2^exponent, which is not zero.</summary>
    /// <param name="isBoundary">Whether the next smaller number is only half as far away as the next larger one.</param>
    internal void GenerateShortest(ulong mantissa, int exponent, bool isBoundary)
    {
        int extra = isBoundary ? 2 : 1;
        BigNumber value = new(stackalloc uint[BigNumber.Words], mantissa), scale = new(stackalloc uint[BigNumber.Words], 1);
        BigNumber below = new(stackalloc uint[BigNumber.Words], 1), above = new(stackalloc uint[BigNumber.Words], 1);
        value.ShiftLeft(extra + Math.Max(exponent, 0));
        scale.ShiftLeft(extra + Math.Max(-exponent, 0));
        below.ShiftLeft(Math.Max(exponent, 0));
        above.ShiftLeft(Math.Max(exponent, 0) + extra - 1);
        Exponent = EstimateExponent(mantissa, exponent);
        scale.MultiplyByPowerOf10(Exponent);
        value.MultiplyByPowerOf10(-Exponent);
        below.MultiplyByPowerOf10(-Exponent);
        above.MultiplyByPowerOf10(-Exponent);
        bool isEven = (mantissa & 1) == 0;
        if (BigNumber.CompareSum(value, above, scale) is int order && (isEven ? order >= 0 : order > 0))
        {
            Exponent++;
            scale.Multiply(10);
        }
        EmitShortest(value, scale, below, above, isEven);
    }

    private void EmitShortest(scoped BigNumber value, scoped BigNumber scale, scoped BigNumber below, scoped BigNumber above, bool isEven)
    {
        while (true)
        {
            value.Multiply(10);
            below.Multiply(10);
            above.Multiply(10);
            int digit = value.DivideToDigit(scale);
            int low = BigNumber.Compare(value, below), high = BigNumber.CompareSum(value, above, scale);
            bool isLow = isEven ? low <= 0 : low < 0, isHigh = isEven ? high >= 0 : high > 0;
            if (!isLow && !isHigh)
            {
                Append(digit);
                continue;
            }
            bool roundUp = isHigh && (!isLow || BigNumber.CompareSum(value, value, scale) >= 0);
            Append(roundUp ? digit + 1 : digit);
            return;
        }
    }

    /// <summary>Digits of mantissa·2^exponent up to a place: a number of digits or, where so wanted, of decimals.</summary>
    internal void GenerateRounded(ulong mantissa, int exponent, int places, bool areDecimals)
    {
        BigNumber value = new(stackalloc uint[BigNumber.Words], mantissa), scale = new(stackalloc uint[BigNumber.Words], 1);
        value.ShiftLeft(Math.Max(exponent, 0));
        scale.ShiftLeft(Math.Max(-exponent, 0));
        Exponent = EstimateExponent(mantissa, exponent);
        scale.MultiplyByPowerOf10(Exponent);
        value.MultiplyByPowerOf10(-Exponent);
        if (BigNumber.Compare(value, scale) >= 0)
        {
            Exponent++;
            scale.Multiply(10);
        }
        int wanted = Math.Min(areDecimals ? places + Exponent : places, BufferSize - 2);
        if (wanted < 0)
            return;
        while (Count < wanted && !value.IsZero)
        {
            value.Multiply(10);
            Append(value.DivideToDigit(scale));
        }
        int half = BigNumber.CompareSum(value, value, scale);
        if (half > 0 || half == 0 && Count > 0 && (_buffer[Count - 1] & 1) != 0)
            RoundUp();
        TrimZeros();
    }

    /// <summary>Takes the digits of an integer as they are.</summary>
    internal void Append(int digit) => _buffer[Count++] = (char)('0' + digit);

    private void RoundUp()
    {
        int last = Count - 1;
        while (last >= 0 && _buffer[last] == '9')
            last--;
        Count = last + 1;
        if (last >= 0)
        {
            _buffer[last]++;
            return;
        }
        Append(1);
        Exponent++;
    }

    private void TrimZeros()
    {
        while (Count > 0 && _buffer[Count - 1] == '0')
            Count--;
    }

    /// <summary>⌈log₁₀(value)⌉ or one less, by the position of the highest bit.</summary>
    private static int EstimateExponent(ulong mantissa, int exponent)
    {
        const double Log10Of2 = 0.30102999566398119521, Slack = 1e-10;
        return (int)Math.Ceiling((Numerics.BitOperations.Log2(mantissa) + exponent) * Log10Of2 - Slack);
    }
}
