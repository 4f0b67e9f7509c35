namespace System.Collections.Generic;

public partial class List<T>
{
    public bool Contains(T item) => IndexOf(item) >= 0;

    public int IndexOf(T item) => Array.IndexOf(_items, item, 0, _size);

    public int LastIndexOf(T item) => SpanHelpers.LastIndexOf(ref Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_items), item, _size);

    public bool Exists(Predicate<T> match) => FindIndex(match) >= 0;

    public T Find(Predicate<T> match)
    {
        int index = FindIndex(match);
        return index < 0 ? default : _items[index];
    }

    public int FindIndex(Predicate<T> match)
    {
        for (int i = 0; i < _size; i++)
            if (match(_items[i]))
                return i;
        return -1;
    }

    public List<T> FindAll(Predicate<T> match)
    {
        List<T> found = new();
        for (int i = 0; i < _size; i++)
            if (match(_items[i]))
                found.Add(_items[i]);
        return found;
    }

    public bool TrueForAll(Predicate<T> match)
    {
        for (int i = 0; i < _size; i++)
            if (!match(_items[i]))
                return false;
        return true;
    }

    public void ForEach(Action<T> action)
    {
        for (int i = 0; i < _size; i++)
            action(_items[i]);
    }

    public List<TOutput> ConvertAll<TOutput>(Converter<T, TOutput> converter)
    {
        List<TOutput> result = new(_size);
        for (int i = 0; i < _size; i++)
            result.Add(converter(_items[i]));
        return result;
    }

    public List<T> GetRange(int index, int count)
    {
        List<T> range = new(count);
        range.InsertRange(0, new ReadOnlySpan<T>(_items, index, count).ToArray());
        return range;
    }

    public List<T> Slice(int start, int length) => GetRange(start, length);

    public T[] ToArray() => new ReadOnlySpan<T>(_items, 0, _size).ToArray();

    public void CopyTo(T[] array) => CopyTo(array, 0);

    public void CopyTo(T[] array, int arrayIndex) => Array.Copy(_items, 0, array, arrayIndex, _size);

    public void CopyTo(int index, T[] array, int arrayIndex, int count) => Array.Copy(_items, index, array, arrayIndex, count);

    public void Reverse()
    {
        new Span<T>(_items, 0, _size).Reverse();
        _version++;
    }

    public void Sort()
    {
        new Span<T>(_items, 0, _size).Sort();
        _version++;
    }

    public void Sort(IComparer<T> comparer)
    {
        new Span<T>(_items, 0, _size).Sort(comparer);
        _version++;
    }

    public void Sort(Comparison<T> comparison)
    {
        new Span<T>(_items, 0, _size).Sort(comparison);
        _version++;
    }

    public int BinarySearch(T item) => Array.BinarySearch(_items, 0, _size, item, null);

    public int BinarySearch(T item, IComparer<T> comparer) => Array.BinarySearch(_items, 0, _size, item, comparer);

    object IList.this[int index]
    {
        get => this[index];
        set => this[index] = (T)value;
    }

    bool IList.IsFixedSize => false;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    int IList.Add(object value)
    {
        Add((T)value);
        return _size - 1;
    }

    bool IList.Contains(object value) => value is T item && Contains(item);

    int IList.IndexOf(object value) => value is T item ? IndexOf(item) : -1;

    void IList.Insert(int index, object value) => Insert(index, (T)value);

    void IList.Remove(object value)
    {
        if (value is T item)
            Remove(item);
    }

    void ICollection.CopyTo(Array array, int index) => Array.Copy(_items, 0, array, index, _size);
}
