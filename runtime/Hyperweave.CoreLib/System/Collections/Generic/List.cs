using Internal.Runtime.CompilerHelpers;
using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

public partial class List<T> : IList<T>, IReadOnlyList<T>, IList
{
    private const int DefaultCapacity = 4;

    internal T[] _items;
    internal int _size;
    internal int _version;

    public List() => _items = [];

    public List(int capacity) => _items = capacity == 0 ? [] : new T[capacity];

    public List(IEnumerable<T> collection)
    {
        _items = [];
        AddRange(collection);
    }

    public int Capacity
    {
        get => _items.Length;
        set
        {
            if (value < _size)
                throw new ArgumentOutOfRangeException(nameof(value));
            Array.Resize(ref _items, value);
        }
    }

    public int Count => _size;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_size)
                ThrowHelpers.ThrowArgumentOutOfRangeException();
            return _items[index];
        }
        set
        {
            if ((uint)index >= (uint)_size)
                ThrowHelpers.ThrowArgumentOutOfRangeException();
            _items[index] = value;
            _version++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T item)
    {
        _version++;
        T[] items = _items;
        int size = _size;
        if ((uint)size < (uint)items.Length)
        {
            _size = size + 1;
            items[size] = item;
        }
        else
            AddWithGrowth(item);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddWithGrowth(T item)
    {
        EnsureCapacity(_size + 1);
        _items[_size++] = item;
    }

    public int EnsureCapacity(int capacity)
    {
        if (capacity > _items.Length)
        {
            int doubled = _items.Length == 0 ? DefaultCapacity : 2 * _items.Length;
            Capacity = doubled > capacity ? doubled : capacity;
        }
        return _items.Length;
    }

    public void TrimExcess() => Capacity = _size;

    public void AddRange(IEnumerable<T> collection) => InsertRange(_size, collection);

    public void Clear()
    {
        _version++;
        Array.Clear(_items, 0, _size);
        _size = 0;
    }

    public void Insert(int index, T item)
    {
        if ((uint)index > (uint)_size)
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        OpenGap(index, 1);
        _items[index] = item;
    }

    public void InsertRange(int index, IEnumerable<T> collection)
    {
        if ((uint)index > (uint)_size)
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        T[] added = collection is T[] array ? array : collection is List<T> list ? list.ToArray() : Collect(collection);
        OpenGap(index, added.Length);
        Array.Copy(added, 0, _items, index, added.Length);
    }

    private static T[] Collect(IEnumerable<T> collection)
    {
        List<T> items = new();
        foreach (T item in collection)
            items.Add(item);
        return items.ToArray();
    }

    private void OpenGap(int index, int count)
    {
        EnsureCapacity(_size + count);
        Array.Copy(_items, index, _items, index + count, _size - index);
        _size += count;
        _version++;
    }

    public bool Remove(T item)
    {
        int index = IndexOf(item);
        if (index >= 0)
            RemoveAt(index);
        return index >= 0;
    }

    public void RemoveAt(int index)
    {
        if ((uint)index >= (uint)_size)
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        RemoveRange(index, 1);
    }

    public void RemoveRange(int index, int count)
    {
        if ((uint)index > (uint)_size || (uint)count > (uint)(_size - index))
            ThrowHelpers.ThrowArgumentException();
        Array.Copy(_items, index + count, _items, index, _size - index - count);
        _size -= count;
        Array.Clear(_items, _size, count);
        _version++;
    }

    public int RemoveAll(Predicate<T> match)
    {
        int kept = 0;
        for (int i = 0; i < _size; i++)
            if (!match(_items[i]))
                _items[kept++] = _items[i];
        int removed = _size - kept;
        RemoveRange(kept, removed);
        return removed;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    public struct Enumerator : IEnumerator<T>
    {
        private readonly List<T> _list;
        private readonly int _version;
        private int _index;
        private T _current;

        internal Enumerator(List<T> list)
        {
            _list = list;
            _version = list._version;
            _index = 0;
            _current = default;
        }

        public readonly T Current => _current;

        readonly object IEnumerator.Current => _current;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            List<T> list = _list;
            if (_version != list._version)
                ThrowModified();
            if ((uint)_index >= (uint)list._size)
                return false;
            _current = list._items[_index++];
            return true;
        }

        private static void ThrowModified() => throw new InvalidOperationException("Collection was modified; enumeration operation may not execute.");

        public void Reset() => _index = 0;

        public readonly void Dispose() { }
    }
}
