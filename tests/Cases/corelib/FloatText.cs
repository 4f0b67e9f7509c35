namespace CoreLibCases;

internal static class FloatText
{
    public static void Run()
    {
        double[] values =
        [
            0, 1, -1, 0.1, 0.5, 1.5, 2.5, 123.456, 1e14, 1e15, 1e16, 1e17, 123456789012345680.0, 1234567890123456.0, 0.0001, 0.00001, 1e-10, 1e300,
            5e-324, double.MaxValue, 1.0 / 3, 2.0 / 3, Math.PI, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 4503599627370497.5,
            9007199254740993, 2.2250738585072014E-308, 0.125, 999.995, 1e22, 1e23, 0.15, 0.35, 12345.5,
        ];
        foreach (var value in values)
            Console.WriteLine($"{value} {value:F2} {value:E3} {value:N1} {value:G5} {value:F0} {value:G17} {value:P1}");
        float[] singles = [0.1f, 1e6f, 1e7f, 1e8f, 1e9f, 12345678f, 16777216f, 1f / 3, float.MaxValue, float.Epsilon];
        foreach (var single in singles)
            Console.WriteLine($"{single} {single:F3} {(double)single}");
    }
}
