using Internal.Runtime.CompilerHelpers;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>Arithmetic that needs no more than the processor's instructions; the functions of analysis are in the other half.</summary>
public static partial class Math
{
    public const double E = 2.7182818284590452354;
    public const double PI = 3.14159265358979323846;
    public const double Tau = 6.283185307179586477;

    public static int Abs(int value) => value >= 0 ? value : value == int.MinValue ? throw new OverflowException() : -value;

    public static long Abs(long value) => value >= 0 ? value : value == long.MinValue ? throw new OverflowException() : -value;

    public static short Abs(short value) => checked((short)Abs((int)value));

    public static sbyte Abs(sbyte value) => checked((sbyte)Abs((int)value));

    public static double Abs(double value) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) & long.MaxValue);

    public static float Abs(float value) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) & int.MaxValue);

    public static byte Min(byte left, byte right) => left < right ? left : right;

    public static short Min(short left, short right) => left < right ? left : right;

    public static ushort Min(ushort left, ushort right) => left < right ? left : right;

    public static int Min(int left, int right) => left < right ? left : right;

    public static uint Min(uint left, uint right) => left < right ? left : right;

    public static long Min(long left, long right) => left < right ? left : right;

    public static ulong Min(ulong left, ulong right) => left < right ? left : right;

    public static nint Min(nint left, nint right) => left < right ? left : right;

    public static nuint Min(nuint left, nuint right) => left < right ? left : right;

    public static double Min(double left, double right) => left < right || double.IsNaN(left) || left == right && double.IsNegative(left) ? left : right;

    public static float Min(float left, float right) => (float)Min((double)left, right);

    public static byte Max(byte left, byte right) => left > right ? left : right;

    public static short Max(short left, short right) => left > right ? left : right;

    public static ushort Max(ushort left, ushort right) => left > right ? left : right;

    public static int Max(int left, int right) => left > right ? left : right;

    public static uint Max(uint left, uint right) => left > right ? left : right;

    public static long Max(long left, long right) => left > right ? left : right;

    public static ulong Max(ulong left, ulong right) => left > right ? left : right;

    public static nint Max(nint left, nint right) => left > right ? left : right;

    public static nuint Max(nuint left, nuint right) => left > right ? left : right;

    public static double Max(double left, double right) => left > right || double.IsNaN(left) || left == right && !double.IsNegative(left) ? left : right;

    public static float Max(float left, float right) => (float)Max((double)left, right);

    public static int Clamp(int value, int min, int max) => min > max ? throw new ArgumentException("min is greater than max.") : value < min ? min : value > max ? max : value;

    public static long Clamp(long value, long min, long max) => min > max ? throw new ArgumentException("min is greater than max.") : value < min ? min : value > max ? max : value;

    public static uint Clamp(uint value, uint min, uint max) => min > max ? throw new ArgumentException("min is greater than max.") : value < min ? min : value > max ? max : value;

    public static ulong Clamp(ulong value, ulong min, ulong max) => min > max ? throw new ArgumentException("min is greater than max.") : value < min ? min : value > max ? max : value;

    public static double Clamp(double value, double min, double max) => min > max ? throw new ArgumentException("min is greater than max.") : value < min ? min : value > max ? max : value;

    public static int Sign(int value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    public static int Sign(long value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    public static int Sign(double value) => value < 0 ? -1 : value > 0 ? 1 : value == 0 ? 0 : throw new ArithmeticException("Function does not accept floating point Not-a-Number values.");

    public static long BigMul(int left, int right) => (long)left * right;

    public static ulong BigMul(uint left, uint right) => (ulong)left * right;

    /// <summary>The 128-bit product: returns its high half.</summary>
    public static ulong BigMul(ulong left, ulong right, out ulong low)
    {
        low = left * right;
        ulong leftLow = (uint)left, leftHigh = left >> 32, rightLow = (uint)right, rightHigh = right >> 32;
        ulong middle = leftHigh * rightLow + (leftLow * rightLow >> 32);
        ulong carry = leftLow * rightHigh + (uint)middle;
        return leftHigh * rightHigh + (middle >> 32) + (carry >> 32);
    }

    public static int DivRem(int left, int right, out int result)
    {
        int quotient = left / right;
        result = left - quotient * right;
        return quotient;
    }

    public static long DivRem(long left, long right, out long result)
    {
        long quotient = left / right;
        result = left - quotient * right;
        return quotient;
    }

    public static (int Quotient, int Remainder) DivRem(int left, int right) => (left / right, left % right);

    public static (uint Quotient, uint Remainder) DivRem(uint left, uint right) => (left / right, left % right);

    public static (long Quotient, long Remainder) DivRem(long left, long right) => (left / right, left % right);

    public static (ulong Quotient, ulong Remainder) DivRem(ulong left, ulong right) => (left / right, left % right);

    /// <summary>SQRTSD in place of the call.</summary>
    [Intrinsic]
    public static double Sqrt(double value) => Sqrt(value);

    public static double Truncate(double value) => RoundMagnitude(value, RoundingKind.Down);

    public static double Floor(double value)
    {
        double truncated = Truncate(value);
        return truncated > value ? truncated - 1 : truncated;
    }

    public static double Ceiling(double value)
    {
        double truncated = Truncate(value);
        return truncated < value ? truncated + 1 : truncated;
    }

    /// <summary>To the nearest integer, halves to the even one.</summary>
    public static double Round(double value) => RoundMagnitude(value, RoundingKind.ToEven);

    public static double Round(double value, MidpointRounding mode) => mode switch
    {
        MidpointRounding.ToEven => Round(value),
        MidpointRounding.AwayFromZero => RoundMagnitude(value, RoundingKind.AwayFromZero),
        MidpointRounding.ToZero => Truncate(value),
        MidpointRounding.ToNegativeInfinity => Floor(value),
        MidpointRounding.ToPositiveInfinity => Ceiling(value),
        _ => throw new ArgumentException("The rounding mode is not known."),
    };

    public static double Round(double value, int digits)
    {
        double scale = Pow(10, digits);
        double rounded = Round(value * scale) / scale;
        return double.IsFinite(rounded) ? rounded : value;
    }

    private enum RoundingKind { Down, ToEven, AwayFromZero }

    /// <summary>Rounds the magnitude and keeps the sign, also that of zero. From 2⁵² on a double has no fraction.</summary>
    private static double RoundMagnitude(double value, RoundingKind kind)
    {
        const double NoFraction = 4503599627370496.0;
        double magnitude = Abs(value);
        if (!(magnitude < NoFraction))
            return value;
        long whole = (long)magnitude;
        double fraction = magnitude - whole;
        if (kind == RoundingKind.ToEven && (fraction > 0.5 || fraction == 0.5 && (whole & 1) != 0) || kind == RoundingKind.AwayFromZero && fraction >= 0.5)
            whole++;
        return CopySign(whole, value);
    }

    public static double CopySign(double magnitude, double sign) =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(magnitude) & long.MaxValue | BitConverter.DoubleToInt64Bits(sign) & long.MinValue);

    // What ilc calls for conversions in a checked context.

    private static int ConvertToInt32Checked(double value)
    {
        if (!(value > -2147483649.0 && value < 2147483648.0))
            ThrowHelpers.ThrowOverflowException();
        return (int)value;
    }

    private static uint ConvertToUInt32Checked(double value)
    {
        if (!(value > -1.0 && value < 4294967296.0))
            ThrowHelpers.ThrowOverflowException();
        return (uint)(long)value;
    }

    private static long ConvertToInt64Checked(double value)
    {
        if (!(value >= -9223372036854775808.0 && value < 9223372036854775808.0))
            ThrowHelpers.ThrowOverflowException();
        return (long)value;
    }

    private static ulong ConvertToUInt64Checked(double value)
    {
        if (!(value > -1.0 && value < 18446744073709551616.0))
            ThrowHelpers.ThrowOverflowException();
        return value < 9223372036854775808.0 ? (ulong)(long)value : (ulong)(long)(value - 9223372036854775808.0) + 0x8000_0000_0000_0000;
    }

    private static long MultiplyChecked(long left, long right)
    {
        ulong high = BigMul((ulong)left, (ulong)right, out ulong low);
        long signedHigh = (long)high - (left >> 63 & right) - (right >> 63 & left);
        if (signedHigh != (long)low >> 63)
            ThrowHelpers.ThrowOverflowException();
        return (long)low;
    }

    private static ulong MultiplyChecked(ulong left, ulong right)
    {
        if (BigMul(left, right, out ulong low) != 0)
            ThrowHelpers.ThrowOverflowException();
        return low;
    }
}
