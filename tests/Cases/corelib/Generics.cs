namespace CoreLibCases;

internal static class Generics
{
    public static void Run()
    {
        Console.WriteLine(Parse<Number>(4) + " " + Kind(3) + Kind("s") + Kind(2UL) + Kind(new List<int>()));
        Console.WriteLine(new Node<string, int> { Key = "k", Value = 3 }.Describe() + new Node<int, object> { Key = 1, Value = "o" }.Describe());
        Console.WriteLine(Largest([3, 9, 2]) + Largest(["b", "z", "a"]) + Largest([1.5, 0.5]));
        Console.WriteLine(Cache<int>.Value + Cache<string>.Value + Cache<int>.Value + Cache<object>.Value);
        Console.WriteLine(Default<int>() + (Default<string>() ?? "null") + Default<(int, int)>());
        Console.WriteLine(new Derived<int>().Get(5) + new Derived<string>().Get("s"));
        IConverter<object, string> converter = new Converter();
        IConverter<string, object> variant = converter;
        Console.WriteLine(variant.Convert("v"));
        Console.WriteLine(Sum(new List<int> { 1, 2, 3 }) + Sum(new[] { 4, 5 }));
        Console.WriteLine(typeof(int) == typeof(int) ? "same" : "different");
        object value = 5;
        Console.WriteLine((value.GetType() == typeof(int)) + " " + (value.GetType() == typeof(long)) + " " + (new Derived<int>().GetType() == typeof(Derived<int>)));
    }

    private static string Parse<T>(int value) where T : IParse<T> => T.Parse(value).Text + T.Constant;

    private static string Kind<T>(T value) => typeof(T) == typeof(int) ? "int" : value is string ? "string" : value is ulong ? "ulong" : "other";

    private static T Largest<T>(T[] items) where T : IComparable<T>
    {
        var best = items[0];
        foreach (var item in items)
            if (item.CompareTo(best) > 0)
                best = item;
        return best;
    }

    private static T? Default<T>() => default;

    private static int Sum<T>(T items) where T : IEnumerable<int>
    {
        var sum = 0;
        foreach (var item in items)
            sum += item;
        return sum;
    }

    private interface IParse<T> where T : IParse<T>
    {
        static abstract T Parse(int value);

        static virtual int Constant => 5;

        string Text { get; }
    }

    private readonly struct Number(int value) : IParse<Number>
    {
        public static Number Parse(int value) => new(value + 1);

        public string Text => value.ToString();
    }

    private sealed class Node<TKey, TValue>
    {
        public TKey? Key;
        public TValue? Value;

        public string Describe() => $"{Key}->{Value} ";
    }

    private static class Cache<T>
    {
        private static int s_count;

        public static int Value => ++s_count;
    }

    private abstract class Base<T>
    {
        public abstract string Get(T value);
    }

    private sealed class Derived<T> : Base<T>
    {
        public override string Get(T value) => "derived " + value + " ";
    }

    private interface IConverter<in TIn, out TOut>
    {
        TOut Convert(TIn value);
    }

    private sealed class Converter : IConverter<object, string>
    {
        public string Convert(object value) => "converted " + value;
    }
}
