namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>A list that mostly holds one item, and then needs no memory of its own: there are tens of thousands of regions.</summary>
internal struct Few<T>
{
    private T _first;
    private List<T>? _rest;

    internal int Count { get; private set; }

    internal readonly T this[int place] => place == 0 ? _first : _rest![place - 1];

    internal void Add(T item)
    {
        if (Count++ == 0) _first = item;
        else (_rest ??= []).Add(item);
    }

    /// <summary>The others may change their places.</summary>
    internal void Remove(T item)
    {
        for (int place = 0; place < Count; place++)
        {
            if (!Same(this[place], item)) continue;
            var last = this[--Count];
            if (Count != 0) _rest!.RemoveAt(Count - 1);
            if (place == 0) _first = last;
            else if (place < Count) _rest![place - 1] = last;
            return;
        }
    }

    internal readonly bool Contains(T item)
    {
        for (int place = 0; place < Count; place++)
        {
            if (Same(this[place], item)) return true;
        }
        return false;
    }

    /// <summary>Objects are looked for among hundreds, and are equal only to themselves.</summary>
    private static bool Same(T left, T right) => typeof(T).IsValueType ? EqualityComparer<T>.Default.Equals(left, right) : ReferenceEquals(left, right);

    public readonly Enumerator GetEnumerator() => new(this);

    internal struct Enumerator(Few<T> items)
    {
        private int _place = -1;

        public readonly T Current => items[_place];

        public bool MoveNext() => ++_place < items.Count;
    }
}
