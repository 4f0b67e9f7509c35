namespace System.Collections.Generic;

/// <summary>First in, first out: a ring.</summary>
public class Queue<T> : IReadOnlyCollection<T>
{
    private const int DefaultCapacity = 4;

    private T[] _items;
    private int _head;
    private int _size;
    private int _version;

    public Queue() => _items = [];

    public Queue(int capacity) => _items = new T[capacity];

    public Queue(IEnumerable<T> collection)
    {
        _items = [];
        foreach (T item in collection)
            Enqueue(item);
    }

    public int Count => _size;

    public void Enqueue(T item)
    {
        if (_size == _items.Length)
            Grow();
        _items[Position(_size++)] = item;
        _version++;
    }

    public T Dequeue() => TryDequeue(out T item) ? item : throw new InvalidOperationException("Queue empty.");

    public T Peek() => TryPeek(out T item) ? item : throw new InvalidOperationException("Queue empty.");

    public bool TryDequeue(out T item)
    {
        if (!TryPeek(out item))
            return false;
        _items[_head] = default;
        _head = Position(1);
        _size--;
        _version++;
        return true;
    }

    public bool TryPeek(out T item)
    {
        item = _size == 0 ? default : _items[_head];
        return _size != 0;
    }

    public bool Contains(T item)
    {
        foreach (T candidate in this)
            if (EqualityComparer<T>.AreEqual(candidate, item))
                return true;
        return false;
    }

    public void Clear()
    {
        Array.Clear(_items);
        _head = _size = 0;
        _version++;
    }

    public T[] ToArray()
    {
        T[] array = new T[_size];
        CopyTo(array, 0);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex)
    {
        for (int i = 0; i < _size; i++)
            array[arrayIndex + i] = _items[Position(i)];
    }

    private int Position(int offset)
    {
        int position = _head + offset;
        return position < _items.Length ? position : position - _items.Length;
    }

    private void Grow()
    {
        T[] larger = new T[_items.Length == 0 ? DefaultCapacity : 2 * _items.Length];
        CopyTo(larger, 0);
        _items = larger;
        _head = 0;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    public struct Enumerator : IEnumerator<T>
    {
        private readonly Queue<T> _queue;
        private readonly int _version;
        private int _index;

        internal Enumerator(Queue<T> queue)
        {
            _queue = queue;
            _version = queue._version;
            _index = -1;
        }

        public readonly T Current => _queue._items[_queue.Position(_index)];

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_version != _queue._version)
                throw new InvalidOperationException("Collection was modified; enumeration operation may not execute.");
            return ++_index < _queue._size;
        }

        public void Reset() => _index = -1;

        public readonly void Dispose() { }
    }
}
