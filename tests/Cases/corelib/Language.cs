namespace CoreLibCases;

internal static class Language
{
    public static void Run()
    {
        foreach (var value in Numbers(5))
            Console.Write(value + " ");
        Console.WriteLine(string.Join(",", Numbers(3)) + string.Join("", Letters()));
        var (x, y) = (1, 2);
        (x, y) = (y, x);
        Console.WriteLine(x + " " + y + " " + Sum(1, 2, 3) + Sum() + SumSpan(4, 5));
        int[] array = [4, 5, 6];
        Reference(array, 1) = 50;
        ref readonly var second = ref array[1];
        Console.WriteLine(array[1] + second + Local(3) + " " + (array is [4, .., 6]) + (array is [_, > 40, _]));
        var inlined = new Buffer4();
        Span<int> inline = inlined;
        inline[2] = 9;
        Console.WriteLine(inline.Length + inline[2]);
        var anonymous = new { Name = "n", Count = 3 };
        Console.WriteLine(anonymous + " " + anonymous.Equals(new { Name = "n", Count = 3 }));
        var index = ^2;
        Console.WriteLine(array[index] + index.ToString() + (1..^1) + nameof(Language));
        Console.WriteLine(Classify(5) + Classify(-5) + Classify(50) + Classify(null));
        unsafe
        {
            delegate*<int, int> function = &Double;
            var values = stackalloc int[3] { 1, 2, 3 };
            Console.WriteLine(function(21) + values[2] + sizeof(long));
            fixed (int* pointer = array)
                Console.WriteLine(pointer[2]);
        }
        goto end;
    end:
        Console.WriteLine(new Config { Name = "required" }.Name + default(DateOnlyLike).Days);
        using var scope = new Scope();
        Console.WriteLine(Switch("b") + Switch("zz"));
    }

    private static IEnumerable<int> Numbers(int count)
    {
        try
        {
            for (var i = 0; i < count; i++)
                yield return i * i;
        }
        finally
        {
            Console.Write("done ");
        }
    }

    private static IEnumerable<char> Letters()
    {
        yield return 'a';
        foreach (var c in "bc")
            yield return c;
    }

    private static int Sum(params int[] values)
    {
        var sum = 0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    private static int SumSpan(params ReadOnlySpan<int> values) => Sum(values.ToArray());

    private static ref int Reference(int[] array, int index) => ref array[index];

    private static int Local(int value)
    {
        return Inner(value);

        static int Inner(int x) => x == 0 ? 0 : x + Inner(x - 1);
    }

    private static int Double(int value) => value * 2;

    private static string Classify(int? value) => value switch
    {
        null => "none ",
        < 0 => "negative ",
        > 0 and < 10 => "digit ",
        _ => "large ",
    };

    private static int Switch(string text)
    {
        switch (text)
        {
            case "a":
                return 1;
            case "b":
            case "c":
                return 2;
            default:
                return 0;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct Buffer4
    {
        private int _first;
    }

    private sealed class Config
    {
        public required string Name { get; init; }
    }

    private struct DateOnlyLike
    {
        public int Days;
    }

    private ref struct Scope : IDisposable
    {
        public void Dispose() => Console.WriteLine("scope left");
    }
}
