using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

public class HashSet<T> : ICollection<T>, IReadOnlySet<T>
{
    private struct Nothing { }

    private HashTable<T, Nothing> _table;
    private readonly IEqualityComparer<T> _comparer;

    public HashSet() { }

    public HashSet(int capacity) => _table.Reserve(capacity);

    public HashSet(IEqualityComparer<T> comparer) => _comparer = comparer;

    public HashSet(IEnumerable<T> collection) : this(collection, null) { }

    public HashSet(IEnumerable<T> collection, IEqualityComparer<T> comparer)
    {
        _comparer = comparer;
        UnionWith(collection);
    }

    public int Count => _table.Count;

    public bool IsReadOnly => false;

    public bool Add(T item)
    {
        _table.FindOrAdd(item, _comparer, out bool exists);
        return !exists;
    }

    void ICollection<T>.Add(T item) => Add(item);

    public bool Contains(T item) => !Unsafe.IsNullRef(ref _table.Find(item, _comparer));

    public bool Remove(T item) => _table.Remove(item, _comparer, out _);

    public void Clear() => _table.Clear();

    public int EnsureCapacity(int capacity)
    {
        _table.Reserve(capacity);
        return _table.Capacity;
    }

    public int RemoveWhere(Predicate<T> match)
    {
        int removed = 0;
        for (int i = -1; _table.MoveNext(ref i);)
            if (match(_table.Entries[i].Key))
                removed += Remove(_table.Entries[i].Key) ? 1 : 0;
        return removed;
    }

    public void UnionWith(IEnumerable<T> other)
    {
        foreach (T item in other)
            Add(item);
    }

    public void ExceptWith(IEnumerable<T> other)
    {
        foreach (T item in other)
            Remove(item);
    }

    public void IntersectWith(IEnumerable<T> other)
    {
        HashSet<T> set = ToSet(other);
        RemoveWhere(item => !set.Contains(item));
    }

    public bool Overlaps(IEnumerable<T> other)
    {
        foreach (T item in other)
            if (Contains(item))
                return true;
        return false;
    }

    public bool IsSupersetOf(IEnumerable<T> other)
    {
        foreach (T item in other)
            if (!Contains(item))
                return false;
        return true;
    }

    public bool IsSubsetOf(IEnumerable<T> other) => ToSet(other).IsSupersetOf(this);

    public bool SetEquals(IEnumerable<T> other)
    {
        HashSet<T> set = ToSet(other);
        return set.Count == Count && IsSupersetOf(set);
    }

    private HashSet<T> ToSet(IEnumerable<T> other) => other as HashSet<T> ?? new(other, _comparer);

    public void CopyTo(T[] array) => CopyTo(array, 0);

    public void CopyTo(T[] array, int arrayIndex)
    {
        foreach (T item in this)
            array[arrayIndex++] = item;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    public struct Enumerator : IEnumerator<T>
    {
        private readonly HashSet<T> _set;
        private readonly int _version;
        private int _index;

        internal Enumerator(HashSet<T> set)
        {
            _set = set;
            _version = set._table.Version;
            _index = -1;
        }

        public readonly T Current => _set._table.Entries[_index].Key;

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_version != _set._table.Version)
                throw new InvalidOperationException("Collection was modified; enumeration operation may not execute.");
            return _set._table.MoveNext(ref _index);
        }

        public void Reset() => _index = -1;

        public readonly void Dispose() { }
    }
}
