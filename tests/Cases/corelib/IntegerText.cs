namespace CoreLibCases;

internal static class IntegerText
{
    public static void Run()
    {
        int[] values = [0, 1, -1, 9, 10, 99, 100, 12345, -98765, int.MaxValue, int.MinValue];
        foreach (var value in values)
            Console.WriteLine(value + " " + value.ToString("D8") + " " + value.ToString("X") + " " + value.ToString("x4") + " " + value.ToString("N0") + " " + value.ToString("F1") + " " + value.ToString("B"));
        Console.WriteLine(long.MinValue + " " + long.MaxValue + " " + ulong.MaxValue);
        Console.WriteLine(((sbyte)-5).ToString("X2") + " " + ((short)-2).ToString("x") + " " + byte.MaxValue.ToString("D5") + " " + ushort.MaxValue + " " + uint.MaxValue.ToString("N2"));
        Console.WriteLine(((nint)(-3)).ToString() + " " + ((nuint)7).ToString());
        Console.WriteLine('c'.ToString() + true + false + 1.CompareTo(2) + 5.Equals(5) + 5.Equals("5") + 7L.GetHashCode());
    }
}
