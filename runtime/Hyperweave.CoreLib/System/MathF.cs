using System.Runtime.CompilerServices;

namespace System;

public static class MathF
{
    public const float E = 2.71828183f;
    public const float PI = 3.14159265f;

    public static float Abs(float value) => Math.Abs(value);

    public static float Min(float left, float right) => Math.Min(left, right);

    public static float Max(float left, float right) => Math.Max(left, right);

    /// <summary>SQRTSS in place of the call.</summary>
    [Intrinsic]
    public static float Sqrt(float value) => Sqrt(value);

    public static float Floor(float value) => (float)Math.Floor(value);

    public static float Ceiling(float value) => (float)Math.Ceiling(value);

    public static float Truncate(float value) => (float)Math.Truncate(value);

    public static float Round(float value) => (float)Math.Round(value);

    public static float Pow(float x, float y) => (float)Math.Pow(x, y);

    public static float Exp(float value) => (float)Math.Exp(value);

    public static float Log(float value) => (float)Math.Log(value);

    public static float Sin(float value) => (float)Math.Sin(value);

    public static float Cos(float value) => (float)Math.Cos(value);

    public static float Tan(float value) => (float)Math.Tan(value);
}
