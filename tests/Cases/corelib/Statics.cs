namespace CoreLibCases;

internal static class Statics
{
    [ThreadStatic]
    private static int t_number;

    [ThreadStatic]
    private static string? t_text;

    private static readonly int[] s_table = BuildTable();
    private static readonly Dictionary<string, int> s_map = new() { ["a"] = 1 };
    private static int s_constructed;

    private static class Eager
    {
        public static readonly int Value;

        static Eager()
        {
            s_constructed++;
            Value = 7;
        }
    }

    public static void Run()
    {
        Console.WriteLine(s_table[10] + s_map["a"]);
        Console.WriteLine(Eager.Value + Eager.Value + " " + s_constructed);
        t_number += 2;
        t_number++;
        t_text ??= "set";
        Console.WriteLine(t_number + t_text);
        Console.WriteLine(Holder<int>.Name + Holder<string>.Name + ReferenceEquals(Holder<int>.Instance, Holder<int>.Instance));
    }

    private static int[] BuildTable()
    {
        var table = new int[16];
        for (var i = 0; i < table.Length; i++)
            table[i] = i * i;
        return table;
    }

    private static class Holder<T>
    {
        public static readonly object Instance = new();
        public static readonly string Name = typeof(T) == typeof(int) ? "int" : "other";
    }
}
