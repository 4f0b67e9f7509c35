namespace System.Collections.Generic;

/// <summary>Last in, first out.</summary>
public class Stack<T> : IReadOnlyCollection<T>
{
    private const int DefaultCapacity = 4;

    private T[] _items;
    private int _size;
    private int _version;

    public Stack() => _items = [];

    public Stack(int capacity) => _items = new T[capacity];

    public Stack(IEnumerable<T> collection)
    {
        _items = [];
        foreach (T item in collection)
            Push(item);
    }

    public int Count => _size;

    public void Push(T item)
    {
        if (_size == _items.Length)
            Array.Resize(ref _items, _size == 0 ? DefaultCapacity : 2 * _size);
        _items[_size++] = item;
        _version++;
    }

    public T Pop() => TryPop(out T item) ? item : throw new InvalidOperationException("Stack empty.");

    public T Peek() => TryPeek(out T item) ? item : throw new InvalidOperationException("Stack empty.");

    public bool TryPop(out T item)
    {
        if (!TryPeek(out item))
            return false;
        _items[--_size] = default;
        _version++;
        return true;
    }

    public bool TryPeek(out T item)
    {
        item = _size == 0 ? default : _items[_size - 1];
        return _size != 0;
    }

    public bool Contains(T item) => Array.IndexOf(_items, item, 0, _size) >= 0;

    public void Clear()
    {
        Array.Clear(_items, 0, _size);
        _size = 0;
        _version++;
    }

    public T[] ToArray()
    {
        T[] array = new ReadOnlySpan<T>(_items, 0, _size).ToArray();
        Array.Reverse(array);
        return array;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    public struct Enumerator : IEnumerator<T>
    {
        private readonly Stack<T> _stack;
        private readonly int _version;
        private int _index;

        internal Enumerator(Stack<T> stack)
        {
            _stack = stack;
            _version = stack._version;
            _index = stack._size;
        }

        public readonly T Current => _stack._items[_index];

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_version != _stack._version)
                throw new InvalidOperationException("Collection was modified; enumeration operation may not execute.");
            return --_index >= 0;
        }

        public void Reset() => _index = _stack._size;

        public readonly void Dispose() { }
    }
}
