using System.Globalization;

namespace CoreLibCases;

internal static class Parsing
{
    public static void Run()
    {
        string?[] texts = ["0", "42", "-17", " 8 ", "+3", "2147483647", "2147483648", "-2147483648", "-2147483649", "", "-", "1x", "99999999999999999999", null];
        foreach (var text in texts)
            Console.WriteLine($"{text}: {int.TryParse(text, out var i)} {i} {long.TryParse(text, out var l)} {l} {uint.TryParse(text, out var u)} {u} {byte.TryParse(text, out var b)} {b}");
        Console.WriteLine(int.Parse("7F", NumberStyles.HexNumber) + " " + ulong.Parse("18446744073709551615") + " " + int.Parse("FFFFFFFF", NumberStyles.HexNumber));
        Console.WriteLine(Convert.ToInt32("ff", 16) + " " + Convert.ToInt64("1010", 2) + " " + Convert.ToString(10, 2) + " " + Convert.ToHexString([1, 0xAB]));
        string[] doubles = ["1", "0.1", "-2.5e10", "1e400", "5e-324", "2.4e-324", "1.7976931348623157E+308", "123456789.123456789", "0.000001", " 12.5 ", "1e23", "9007199254740993", "1,234.5", "NaN", "-Infinity", "abc", "1e", "4.35", "2.2250738585072011e-308", ".5", "5."];
        foreach (var text in doubles)
            Console.WriteLine($"{text}: {double.TryParse(text, out var d)} {d} {float.TryParse(text, out var f)} {f}");
        Throws(() => int.Parse("x"));
        Throws(() => int.Parse("3000000000"));
        Throws(() => byte.Parse("256"));
        Throws(() => uint.Parse("-1"));
        Throws(() => int.Parse(null!));
        Console.WriteLine(bool.Parse(" true ") + " " + bool.TryParse("no", out var flag) + flag);
    }

    private static void Throws(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentNullException)
        {
            Console.WriteLine(exception is FormatException ? "format" : exception.Message);
        }
    }
}
