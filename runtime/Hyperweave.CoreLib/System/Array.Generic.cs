using System.Collections;
using System.Collections.Generic;

namespace System;

/// <summary>Gives every T[] its generic interfaces: ilc takes them from this type.</summary>
internal class Array<T> : Array, IList<T>, IReadOnlyList<T>
{
    private T[] Items => System.Runtime.CompilerServices.Unsafe.As<T[]>(this);

    public new IEnumerator<T> GetEnumerator() => new Enumerator(Items);

    public int Count => Length;

    public T this[int index]
    {
        get => Items[index];
        set => Items[index] = value;
    }

    public int IndexOf(T item) => IndexOf(Items, item);

    public bool Contains(T item) => IndexOf(Items, item) >= 0;

    public void CopyTo(T[] destination, int index) => Copy(Items, 0, destination, index, Length);

    public void Add(T item) => throw new NotSupportedException("Collection was of a fixed size.");

    public void Clear() => throw new NotSupportedException("Collection is read-only.");

    public void Insert(int index, T item) => throw new NotSupportedException("Collection was of a fixed size.");

    public bool Remove(T item) => throw new NotSupportedException("Collection was of a fixed size.");

    public void RemoveAt(int index) => throw new NotSupportedException("Collection was of a fixed size.");

    private sealed class Enumerator : IEnumerator<T>
    {
        private readonly T[] _items;
        private int _index = -1;

        internal Enumerator(T[] items) => _items = items;

        public T Current => _items[_index];

        object IEnumerator.Current => Current;

        public bool MoveNext() => ++_index < _items.Length;

        public void Reset() => _index = -1;

        public void Dispose() { }
    }
}
