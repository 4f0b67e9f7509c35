namespace CoreLibCases;

internal static class GenericVirtualMethods
{
    public static void Run()
    {
        Visitor[] visitors = [new Visitor(), new Loud(), new Louder()];
        foreach (var visitor in visitors)
            Console.WriteLine(visitor.Visit(5) + visitor.Visit("s") + visitor.Visit(1.5) + visitor.Pair(1, "x"));
        IConverter[] converters = [new ToText(), new Counting(), new Inherited(), new Explicit()];
        foreach (var converter in converters)
            Console.WriteLine(converter.Convert(2.5) + " " + converter.Convert<object>("o") + " " + converter.Twice('c'));
        try
        {
            ((IConverter)null!).Convert(1);
        }
        catch (NullReferenceException)
        {
            Console.WriteLine("null");
        }
        Console.WriteLine(Make<ToText>().Convert(1) + Constrained(new Counting()));
    }

    private static IConverter Make<T>() where T : IConverter, new() => new T();

    private static string Constrained<T>(T converter) where T : struct, IConverter => converter.Convert("constrained");

    private class Visitor
    {
        public virtual string Visit<T>(T value) => "visit " + value + " ";

        public virtual string Pair<TLeft, TRight>(TLeft left, TRight right) => left + "/" + right;
    }

    private class Loud : Visitor
    {
        public override string Visit<T>(T value) => "VISIT " + (typeof(T) == typeof(int)) + value + " ";
    }

    private sealed class Louder : Loud
    {
        public override string Visit<T>(T value) => "!" + base.Visit(value);

        public override string Pair<TLeft, TRight>(TLeft left, TRight right) => right + "\\" + left;
    }

    private interface IConverter
    {
        string Convert<T>(T value);

        string Twice<T>(T value) => Convert(value) + Convert(value);
    }

    private class ToText : IConverter
    {
        public virtual string Convert<T>(T value) => "text " + value;
    }

    private sealed class Inherited : ToText
    {
        public override string Convert<T>(T value) => "inherited " + base.Convert(value);
    }

    private struct Counting : IConverter
    {
        public readonly string Convert<T>(T value) => "struct " + value;
    }

    private sealed class Explicit : IConverter
    {
        string IConverter.Convert<T>(T value) => "explicit " + value;

        string IConverter.Twice<T>(T value) => "once";
    }
}
