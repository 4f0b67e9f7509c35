namespace System;

/// <summary>Makes tuples of reference type.</summary>
public static class Tuple
{
    public static Tuple<T1> Create<T1>(T1 item1) => new(item1);

    public static Tuple<T1, T2> Create<T1, T2>(T1 item1, T2 item2) => new(item1, item2);

    public static Tuple<T1, T2, T3> Create<T1, T2, T3>(T1 item1, T2 item2, T3 item3) => new(item1, item2, item3);
}

public class Tuple<T1>
{
    public Tuple(T1 item1) => Item1 = item1;

    public T1 Item1 { get; }

    public override bool Equals(object other) => other is Tuple<T1> tuple && Object.Equals(Item1, tuple.Item1);

    public override int GetHashCode() => HashCode.Combine(Item1);

    public override string ToString() => $"({Item1})";
}

public class Tuple<T1, T2>
{
    public Tuple(T1 item1, T2 item2) => (Item1, Item2) = (item1, item2);

    public T1 Item1 { get; }

    public T2 Item2 { get; }

    public override bool Equals(object other) => other is Tuple<T1, T2> tuple && (Item1, Item2).Equals((tuple.Item1, tuple.Item2));

    public override int GetHashCode() => HashCode.Combine(Item1, Item2);

    public override string ToString() => $"({Item1}, {Item2})";
}

public class Tuple<T1, T2, T3>
{
    public Tuple(T1 item1, T2 item2, T3 item3) => (Item1, Item2, Item3) = (item1, item2, item3);

    public T1 Item1 { get; }

    public T2 Item2 { get; }

    public T3 Item3 { get; }

    public override bool Equals(object other) => other is Tuple<T1, T2, T3> tuple && (Item1, Item2, Item3).Equals((tuple.Item1, tuple.Item2, tuple.Item3));

    public override int GetHashCode() => HashCode.Combine(Item1, Item2, Item3);

    public override string ToString() => $"({Item1}, {Item2}, {Item3})";
}
