namespace CoreLibCases;

internal static class Delegates
{
    private static string s_log = "";

    private static event Action? Happened;

    public static void Run()
    {
        Action first = () => s_log += "1", second = () => s_log += "2";
        var both = first + second + first;
        both();
        both -= first;
        both!();
        Console.WriteLine(s_log + both.GetInvocationList().Length + (both - first == null) + (first + second == first + second) + (both == first));
        Func<int, int> add = Adder(5);
        Func<int, int> chained = add + (x => x * 2);
        Console.WriteLine(add(1) + " " + chained(4));
        Happened += first;
        Happened += second;
        Happened -= first;
        s_log = "";
        Happened?.Invoke();
        Console.WriteLine(s_log);
        Func<string, int> length = Length;
        Func<object, string> covariant = value => value.ToString()!;
        Func<string, object> contravariant = covariant;
        Console.WriteLine(length("four") + contravariant("x").ToString() + new Counter().Next.Invoke() + Apply(Math.Max, 3, 9));
        IShape shape = new Square(3);
        Func<int> area = shape.Area;
        Console.WriteLine(area() + " " + (area.Target == shape));
        try
        {
            (first + (() => throw new InvalidOperationException("inside")) + second)();
        }
        catch (InvalidOperationException exception)
        {
            Console.WriteLine(exception.Message + s_log);
        }
    }

    private static Func<int, int> Adder(int amount) => x => x + amount;

    private static int Length(string text) => text.Length;

    private static int Apply(Func<int, int, int> function, int left, int right) => function(left, right);

    private interface IShape
    {
        int Area();
    }

    private sealed class Square(int side) : IShape
    {
        public int Area() => side * side;
    }

    private sealed class Counter
    {
        private int _count;

        public Func<int> Next => () => ++_count;
    }
}
