namespace CoreLibCases;

internal static class Arithmetic
{
    public static void Run()
    {
        int large = int.MaxValue;
        long largeLong = long.MaxValue;
        ulong unsigned = ulong.MaxValue;
        var real = 1e20;
        Console.WriteLine(Overflows(() => checked(large + 1)) + Overflows(() => checked((byte)large)) + Overflows(() => checked((int)largeLong)) + Overflows(() => checked(largeLong * 2)) + Overflows(() => (long)checked(unsigned * 2)));
        Console.WriteLine(Overflows(() => checked((int)real)) + Overflows(() => checked((long)real)) + Overflows(() => (long)checked((ulong)-real)) + Overflows(() => checked((int)3.9)) + Overflows(() => checked((uint)large)));
        Console.WriteLine(unchecked(large + 1) + " " + unchecked((byte)300 + large) + " " + (largeLong / 1000000007L) + " " + (unsigned % 97) + " " + (-7 / 2) + (-7 % 2) + (-7 >> 1) + (-7 >>> 28));
        Console.WriteLine((uint)3e9 + " " + (ulong)1e19 + " " + (long)-1.9 + " " + (5.5 % 2) + " " + (float)(1.0 / 3) + " " + (double)unsigned + " " + (float)large);
        Console.WriteLine(Math.Abs(-5) + Math.Min(3, 2) + Math.Max(1.5, 2.5) + Math.Sign(-3L) + Math.Clamp(15, 0, 10) + " " + Math.Floor(-1.5) + Math.Ceiling(1.2) + Math.Round(2.5) + Math.Round(3.5) + Math.Truncate(-2.7) + Math.Round(2.567, 2));
        Console.WriteLine(Math.Sqrt(2) + " " + Math.Pow(2, 10) + " " + Math.Sin(1).ToString("F12") + Math.Cos(2).ToString("F12") + Math.Tan(0.5).ToString("F12") + Math.Exp(1.5).ToString("F12") + Math.Log(10).ToString("F12") + Math.Log2(8).ToString("F9") + Math.Log10(1000).ToString("F9") + Math.Atan2(1, -1).ToString("F12") + Math.Pow(2, 0.5).ToString("F12"));
        Console.WriteLine(Math.DivRem(17, 5) + " " + Math.BigMul(int.MaxValue, 4) + " " + Math.BigMul(unsigned, unsigned, out var low) + " " + low);
        Console.WriteLine(double.IsNaN(Math.Sqrt(-1)) + " " + (0.1 + 0.2) + " " + (1.0 / 0) + " " + MathF.Sqrt(2f));
    }

    private static string Overflows(Func<long> action)
    {
        try
        {
            return action() + " ";
        }
        catch (OverflowException)
        {
            return "overflow ";
        }
    }
}
