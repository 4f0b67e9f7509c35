namespace System;

public static partial class Math
{
    private const double Ln2 = 0.69314718055994530942;
    private const double Log2Of10 = 3.32192809488736234787;

    /// <summary>Exact for an integer exponent whose powers are; else by exponential and logarithm, to some 14 digits.</summary>
    public static double Pow(double x, double y)
    {
        const double LargestByMultiplication = 1024;
        if (y == Truncate(y) && Abs(y) <= LargestByMultiplication)
            return y < 0 ? 1 / IntegerPower(x, (int)-y) : IntegerPower(x, (int)y);
        if (x < 0)
            return double.NaN;
        return x == 0 ? (y > 0 ? 0 : double.PositiveInfinity) : Exp(y * Log(x));
    }

    private static double IntegerPower(double x, int exponent)
    {
        double result = 1;
        for (; exponent != 0; exponent >>= 1, x *= x)
            if ((exponent & 1) != 0)
                result *= x;
        return result;
    }

    /// <summary>2ᵏ·eʳ with |r| ≤ ln2/2, by the series of eʳ.</summary>
    public static double Exp(double value)
    {
        const double Overflow = 709.79, Underflow = -745.2;
        if (double.IsNaN(value) || value > Overflow)
            return double.IsNaN(value) ? value : double.PositiveInfinity;
        if (value < Underflow)
            return 0;
        int power = (int)Round(value / Ln2);
        double rest = value - power * Ln2, term = 1, sum = 1;
        for (int i = 1; i < 20; i++)
            sum += term *= rest / i;
        return ScaleB(sum, power);
    }

    /// <summary>x·2ⁿ, in steps that do not leave the exponent's range early.</summary>
    public static double ScaleB(double x, int n)
    {
        for (; n > 1000; n -= 1000)
            x *= PowerOfTwo(1000);
        for (; n < -1000; n += 1000)
            x *= PowerOfTwo(-1000);
        return x * PowerOfTwo(n);
    }

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);

    /// <summary>k·ln2 + ln m with m in [√½, √2), by the series of artanh((m−1)/(m+1)).</summary>
    public static double Log(double value)
    {
        if (!(value > 0) || double.IsPositiveInfinity(value))
            return value == 0 ? double.NegativeInfinity : value < 0 ? double.NaN : value;
        double scaled = value < 2.2250738585072014E-308 ? value * 18014398509481984.0 : value;
        long bits = BitConverter.DoubleToInt64Bits(scaled);
        int exponent = (int)(bits >> 52) - 1023 - (scaled == value ? 0 : 54);
        double mantissa = BitConverter.Int64BitsToDouble(bits & 0xF_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000);
        if (mantissa > 1.41421356237309504880)
        {
            mantissa /= 2;
            exponent++;
        }
        double ratio = (mantissa - 1) / (mantissa + 1), square = ratio * ratio, sum = 0;
        for (int i = 27; i >= 1; i -= 2)
            sum = sum * square + 1.0 / i;
        return exponent * Ln2 + 2 * ratio * sum;
    }

    public static double Log2(double value) => Log(value) / Ln2;

    public static double Log10(double value) => Log(value) / (Ln2 * Log2Of10);

    public static double Log(double value, double newBase) => Log(value) / Log(newBase);

    public static double Sin(double value) => SineOfQuarter(value, 0);

    public static double Cos(double value) => SineOfQuarter(value, 1);

    public static double Tan(double value) => Sin(value) / Cos(value);

    /// <summary>Brings the angle into ±π/4, with π/2 in two parts for accuracy, and takes the quarter's series.</summary>
    private static double SineOfQuarter(double value, int quarter)
    {
        const double HalfPiHigh = 1.57079632673412561417, HalfPiLow = 6.07710050650619224932e-11;
        double turns = Round(value / (PI / 2));
        if (!double.IsFinite(turns))
            return double.NaN;
        double angle = value - turns * HalfPiHigh - turns * HalfPiLow;
        long which = (long)turns + quarter & 3;
        double result = (which & 1) == 0 ? Series(angle, angle, 2) : Series(angle, 1, 1);
        return which < 2 ? result : -result;
    }

    /// <summary>Sum of first·(−x²)ᵏ over the products of the numbers from <paramref name="factor"/> on: sine from 2, cosine from 1.</summary>
    private static double Series(double x, double first, int factor)
    {
        double term = first, sum = first;
        for (int i = factor; i < 24; i += 2)
            sum += term *= -x * x / (i * (i + 1));
        return sum;
    }

    public static double Atan(double value)
    {
        double magnitude = Abs(value);
        if (magnitude > 1)
            return CopySign(PI / 2 - Atan(1 / magnitude), value);
        // Two halvings of the angle make the series short.
        double reduced = magnitude / (1 + Sqrt(1 + magnitude * magnitude));
        reduced /= 1 + Sqrt(1 + reduced * reduced);
        double square = reduced * reduced, sum = 0;
        for (int i = 27; i >= 1; i -= 2)
            sum = 1.0 / i - sum * square;
        return CopySign(4 * reduced * sum, value);
    }

    public static double Atan2(double y, double x)
    {
        if (x > 0)
            return Atan(y / x);
        if (x < 0)
            return Atan(y / x) + CopySign(PI, y);
        return y == 0 ? y : CopySign(PI / 2, y);
    }
}
