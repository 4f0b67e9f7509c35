using System.Collections.Generic;

namespace System;

public struct ValueTuple : IEquatable<ValueTuple>
{
    public readonly bool Equals(ValueTuple other) => true;

    public override readonly bool Equals(object other) => other is ValueTuple;

    public override readonly int GetHashCode() => 0;

    public override readonly string ToString() => "()";
}

public struct ValueTuple<T1> : IEquatable<ValueTuple<T1>>, IComparable<ValueTuple<T1>>
{
    public T1 Item1;

    public ValueTuple(T1 item1)
    {
        Item1 = item1;
    }

    public readonly bool Equals(ValueTuple<T1> other) => EqualityComparer<T1>.AreEqual(Item1, other.Item1);

    public override readonly bool Equals(object other) => other is ValueTuple<T1> tuple && Equals(tuple);

    public override readonly int GetHashCode() => HashCode.Combine(Item1);

    public readonly int CompareTo(ValueTuple<T1> other)
    {
        return Comparer<T1>.Default.Compare(Item1, other.Item1);
    }

    public override readonly string ToString() => $"({Item1})";
}

public struct ValueTuple<T1, T2> : IEquatable<ValueTuple<T1, T2>>, IComparable<ValueTuple<T1, T2>>
{
    public T1 Item1;
    public T2 Item2;

    public ValueTuple(T1 item1, T2 item2)
    {
        Item1 = item1;
        Item2 = item2;
    }

    public readonly bool Equals(ValueTuple<T1, T2> other) => EqualityComparer<T1>.AreEqual(Item1, other.Item1)
        && EqualityComparer<T2>.AreEqual(Item2, other.Item2);

    public override readonly bool Equals(object other) => other is ValueTuple<T1, T2> tuple && Equals(tuple);

    public override readonly int GetHashCode() => HashCode.Combine(Item1, Item2);

    public readonly int CompareTo(ValueTuple<T1, T2> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
            return order;
        return Comparer<T2>.Default.Compare(Item2, other.Item2);
    }

    public override readonly string ToString() => $"({Item1}, {Item2})";
}

public struct ValueTuple<T1, T2, T3> : IEquatable<ValueTuple<T1, T2, T3>>, IComparable<ValueTuple<T1, T2, T3>>
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;

    public ValueTuple(T1 item1, T2 item2, T3 item3)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
    }

    public readonly bool Equals(ValueTuple<T1, T2, T3> other) => EqualityComparer<T1>.AreEqual(Item1, other.Item1)
        && EqualityComparer<T2>.AreEqual(Item2, other.Item2)
        && EqualityComparer<T3>.AreEqual(Item3, other.Item3);

    public override readonly bool Equals(object other) => other is ValueTuple<T1, T2, T3> tuple && Equals(tuple);

    public override readonly int GetHashCode() => HashCode.Combine(Item1, Item2, Item3);

    public readonly int CompareTo(ValueTuple<T1, T2, T3> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
            return order;
        order = Comparer<T2>.Default.Compare(Item2, other.Item2);
        if (order != 0)
            return order;
        return Comparer<T3>.Default.Compare(Item3, other.Item3);
    }

    public override readonly string ToString() => $"({Item1}, {Item2}, {Item3})";
}

public struct ValueTuple<T1, T2, T3, T4> : IEquatable<ValueTuple<T1, T2, T3, T4>>, IComparable<ValueTuple<T1, T2, T3, T4>>
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;
    public T4 Item4;

    public ValueTuple(T1 item1, T2 item2, T3 item3, T4 item4)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
    }

    public readonly bool Equals(ValueTuple<T1, T2, T3, T4> other) => EqualityComparer<T1>.AreEqual(Item1, other.Item1)
        && EqualityComparer<T2>.AreEqual(Item2, other.Item2)
        && EqualityComparer<T3>.AreEqual(Item3, other.Item3)
        && EqualityComparer<T4>.AreEqual(Item4, other.Item4);

    public override readonly bool Equals(object other) => other is ValueTuple<T1, T2, T3, T4> tuple && Equals(tuple);

    public override readonly int GetHashCode() => HashCode.Combine(Item1, Item2, Item3, Item4);

    public readonly int CompareTo(ValueTuple<T1, T2, T3, T4> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
            return order;
        order = Comparer<T2>.Default.Compare(Item2, other.Item2);
        if (order != 0)
            return order;
        order = Comparer<T3>.Default.Compare(Item3, other.Item3);
        if (order != 0)
            return order;
        return Comparer<T4>.Default.Compare(Item4, other.Item4);
    }

    public override readonly string ToString() => $"({Item1}, {Item2}, {Item3}, {Item4})";
}

public struct ValueTuple<T1, T2, T3, T4, T5> : IEquatable<ValueTuple<T1, T2, T3, T4, T5>>, IComparable<ValueTuple<T1, T2, T3, T4, T5>>
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;
    public T4 Item4;
    public T5 Item5;

    public ValueTuple(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
        Item5 = item5;
    }

    public readonly bool Equals(ValueTuple<T1, T2, T3, T4, T5> other) => EqualityComparer<T1>.AreEqual(Item1, other.Item1)
        && EqualityComparer<T2>.AreEqual(Item2, other.Item2)
        && EqualityComparer<T3>.AreEqual(Item3, other.Item3)
        && EqualityComparer<T4>.AreEqual(Item4, other.Item4)
        && EqualityComparer<T5>.AreEqual(Item5, other.Item5);

    public override readonly bool Equals(object other) => other is ValueTuple<T1, T2, T3, T4, T5> tuple && Equals(tuple);

    public override readonly int GetHashCode() => HashCode.Combine(HashCode.Combine(Item1, Item2, Item3, Item4), Item5);

    public readonly int CompareTo(ValueTuple<T1, T2, T3, T4, T5> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
            return order;
        order = Comparer<T2>.Default.Compare(Item2, other.Item2);
        if (order != 0)
            return order;
        order = Comparer<T3>.Default.Compare(Item3, other.Item3);
        if (order != 0)
            return order;
        order = Comparer<T4>.Default.Compare(Item4, other.Item4);
        if (order != 0)
            return order;
        return Comparer<T5>.Default.Compare(Item5, other.Item5);
    }

    public override readonly string ToString() => $"({Item1}, {Item2}, {Item3}, {Item4}, {Item5})";
}

public struct ValueTuple<T1, T2, T3, T4, T5, T6> : IEquatable<ValueTuple<T1, T2, T3, T4, T5, T6>>, IComparable<ValueTuple<T1, T2, T3, T4, T5, T6>>
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;
    public T4 Item4;
    public T5 Item5;
    public T6 Item6;

    public ValueTuple(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5, T6 item6)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
        Item5 = item5;
        Item6 = item6;
    }

    public readonly bool Equals(ValueTuple<T1, T2, T3, T4, T5, T6> other) => EqualityComparer<T1>.AreEqual(Item1, other.Item1)
        && EqualityComparer<T2>.AreEqual(Item2, other.Item2)
        && EqualityComparer<T3>.AreEqual(Item3, other.Item3)
        && EqualityComparer<T4>.AreEqual(Item4, other.Item4)
        && EqualityComparer<T5>.AreEqual(Item5, other.Item5)
        && EqualityComparer<T6>.AreEqual(Item6, other.Item6);

    public override readonly bool Equals(object other) => other is ValueTuple<T1, T2, T3, T4, T5, T6> tuple && Equals(tuple);

    public override readonly int GetHashCode() => HashCode.Combine(HashCode.Combine(Item1, Item2, Item3, Item4), Item5, Item6);

    public readonly int CompareTo(ValueTuple<T1, T2, T3, T4, T5, T6> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
            return order;
        order = Comparer<T2>.Default.Compare(Item2, other.Item2);
        if (order != 0)
            return order;
        order = Comparer<T3>.Default.Compare(Item3, other.Item3);
        if (order != 0)
            return order;
        order = Comparer<T4>.Default.Compare(Item4, other.Item4);
        if (order != 0)
            return order;
        order = Comparer<T5>.Default.Compare(Item5, other.Item5);
        if (order != 0)
            return order;
        return Comparer<T6>.Default.Compare(Item6, other.Item6);
    }

    public override readonly string ToString() => $"({Item1}, {Item2}, {Item3}, {Item4}, {Item5}, {Item6})";
}

public struct ValueTuple<T1, T2, T3, T4, T5, T6, T7> : IEquatable<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>, IComparable<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>
{
    public T1 Item1;
    public T2 Item2;
    public T3 Item3;
    public T4 Item4;
    public T5 Item5;
    public T6 Item6;
    public T7 Item7;

    public ValueTuple(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5, T6 item6, T7 item7)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
        Item5 = item5;
        Item6 = item6;
        Item7 = item7;
    }

    public readonly bool Equals(ValueTuple<T1, T2, T3, T4, T5, T6, T7> other) => EqualityComparer<T1>.AreEqual(Item1, other.Item1)
        && EqualityComparer<T2>.AreEqual(Item2, other.Item2)
        && EqualityComparer<T3>.AreEqual(Item3, other.Item3)
        && EqualityComparer<T4>.AreEqual(Item4, other.Item4)
        && EqualityComparer<T5>.AreEqual(Item5, other.Item5)
        && EqualityComparer<T6>.AreEqual(Item6, other.Item6)
        && EqualityComparer<T7>.AreEqual(Item7, other.Item7);

    public override readonly bool Equals(object other) => other is ValueTuple<T1, T2, T3, T4, T5, T6, T7> tuple && Equals(tuple);

    public override readonly int GetHashCode() => HashCode.Combine(HashCode.Combine(Item1, Item2, Item3, Item4), Item5, Item6, Item7);

    public readonly int CompareTo(ValueTuple<T1, T2, T3, T4, T5, T6, T7> other)
    {
        int order = Comparer<T1>.Default.Compare(Item1, other.Item1);
        if (order != 0)
            return order;
        order = Comparer<T2>.Default.Compare(Item2, other.Item2);
        if (order != 0)
            return order;
        order = Comparer<T3>.Default.Compare(Item3, other.Item3);
        if (order != 0)
            return order;
        order = Comparer<T4>.Default.Compare(Item4, other.Item4);
        if (order != 0)
            return order;
        order = Comparer<T5>.Default.Compare(Item5, other.Item5);
        if (order != 0)
            return order;
        order = Comparer<T6>.Default.Compare(Item6, other.Item6);
        if (order != 0)
            return order;
        return Comparer<T7>.Default.Compare(Item7, other.Item7);
    }

    public override readonly string ToString() => $"({Item1}, {Item2}, {Item3}, {Item4}, {Item5}, {Item6}, {Item7})";
}
