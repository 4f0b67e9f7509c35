namespace CoreLibCases;

internal static class Casts
{
    public static void Run()
    {
        object[] values = [1, 2L, "s", 'c', new Dog(), new Cat(), new int[2], new string[1], new List<string>(), Color.Red, 1.5, new int?(3)!, new object()];
        foreach (var value in values)
            Console.Write(Describe(value) + " ");
        Console.WriteLine(Describe(null));
        object boxed = Color.Blue;
        Console.WriteLine((int)(Color)boxed + " " + (boxed is Color) + (boxed is int) + ((int?)(object)5 == 5) + (((object?)null as int?) == null));
        Fails(() => (string)boxed);
        Fails(() => (int)(object)2L);
        Fails(() => (Dog)(Animal)new Cat());
        Fails(() => (IComparable)new object());
        object strings = new string[] { "x" };
        Console.WriteLine((strings is object[]) + " " + (strings is IEnumerable<object>) + " " + (strings is int[]) + " " + (new int[1] is object) + ((object)new int[1] is uint[]));
        IWithDefault item = new Dog();
        Console.WriteLine(item.Greeting() + ((IWithDefault)new Cat()).Greeting());
        int? nullable = null;
        Console.WriteLine(nullable.GetValueOrDefault(7) + (nullable ?? 8) + " " + nullable.HasValue);
        object? fromNull = nullable;
        Console.WriteLine(fromNull == null);
    }

    private static string Describe(object? value) => value switch
    {
        Dog { } => "dog",
        Cat cat => "cat " + cat.Say(),
        int i when i > 3 => "int>3",
        int => "int",
        long or double => "number",
        string { Length: 1 } => "short string",
        char => "char",
        int[] or string[] => "array",
        IEnumerable<object> => "objects",
        Enum => "enum",
        null => "null",
        _ => "?",
    };

    private static void Fails(Func<object> cast)
    {
        try
        {
            cast();
            Console.WriteLine("no exception");
        }
        catch (InvalidCastException)
        {
            Console.WriteLine("invalid cast");
        }
    }

    private enum Color : byte { Red = 1, Blue = 7 }

    private abstract class Animal
    {
        public abstract string Say();
    }

    private interface IWithDefault
    {
        string Greeting() => "default ";
    }

    private sealed class Dog : Animal, IWithDefault
    {
        public override string Say() => "woof";
    }

    private sealed class Cat : Animal, IWithDefault
    {
        public override string Say() => "meow";

        string IWithDefault.Greeting() => "own ";
    }
}
