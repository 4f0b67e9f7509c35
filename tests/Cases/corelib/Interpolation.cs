using System.Text;

namespace CoreLibCases;

internal static class Interpolation
{
    public static void Run()
    {
        var number = 42;
        object boxed = 7;
        string? nothing = null;
        Console.WriteLine($"{number}|{number,6}|{number,-6}|{number:X8}|{number,10:D4}|{-number,-8:X2}|");
        Console.WriteLine($"{boxed}{nothing}{'c'}{1.25:F1}{true}{"text",8}{"text",-8}|{boxed,4:D2}");
        Console.WriteLine($"{new string('x', 300)}{number}".Length);
        Console.WriteLine(string.Format("{0} {1:X2} {2,5} {{braces}} {0}", 1, 255, "ab"));
        Console.WriteLine(new StringBuilder().Append($"{number:D5}-{boxed,3}").AppendLine().AppendFormat("{0:N0}", 1234567).ToString());
        Console.WriteLine($"{(1, "two", 3.5)} {new int?(5)} {new int?()} {(byte)200:b}");
        Console.WriteLine($"{new Point(1, 2)} {new Point(3, 4):short}");
    }

    private readonly struct Point(int x, int y) : IFormattable
    {
        public override string ToString() => ToString(null, null);

        public string ToString(string? format, IFormatProvider? provider) => format == "short" ? $"{x};{y}" : $"({x}, {y})";
    }
}
