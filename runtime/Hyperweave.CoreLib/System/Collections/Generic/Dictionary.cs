using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

public partial class Dictionary<TKey, TValue> : IDictionary<TKey, TValue>, IReadOnlyDictionary<TKey, TValue>
{
    internal HashTable<TKey, TValue> _table;
    private readonly IEqualityComparer<TKey> _comparer;

    public Dictionary() { }

    public Dictionary(int capacity) : this(capacity, null) { }

    public Dictionary(IEqualityComparer<TKey> comparer) : this(0, comparer) { }

    public Dictionary(int capacity, IEqualityComparer<TKey> comparer)
    {
        if (capacity < 0)
            throw new ArgumentOutOfRangeException(nameof(capacity));
        if (!ReferenceEquals(comparer, EqualityComparer<TKey>.Default))
            _comparer = comparer;
        if (capacity > 0)
            _table.Reserve(capacity);
    }

    public Dictionary(IDictionary<TKey, TValue> dictionary) : this(dictionary, null) { }

    public Dictionary(IDictionary<TKey, TValue> dictionary, IEqualityComparer<TKey> comparer) : this(dictionary.Count, comparer)
    {
        foreach (KeyValuePair<TKey, TValue> pair in dictionary)
            Add(pair.Key, pair.Value);
    }

    public Dictionary(IEnumerable<KeyValuePair<TKey, TValue>> collection) : this(0, null)
    {
        foreach (KeyValuePair<TKey, TValue> pair in collection)
            Add(pair.Key, pair.Value);
    }

    public IEqualityComparer<TKey> Comparer => _comparer ?? EqualityComparer<TKey>.Default;

    public int Count => _table.Count;

    public int Capacity => _table.Capacity;

    public KeyCollection Keys => new(this);

    public ValueCollection Values => new(this);

    public TValue this[TKey key]
    {
        get
        {
            ref TValue value = ref Find(key);
            if (Unsafe.IsNullRef(ref value))
                ThrowKeyNotFound(key);
            return value;
        }
        set => FindOrAdd(key, out _) = value;
    }

    public void Add(TKey key, TValue value)
    {
        ref TValue place = ref FindOrAdd(key, out bool exists);
        if (exists)
            ThrowDuplicate(key);
        place = value;
    }

    public bool TryAdd(TKey key, TValue value)
    {
        ref TValue place = ref FindOrAdd(key, out bool exists);
        if (!exists)
            place = value;
        return !exists;
    }

    public bool ContainsKey(TKey key) => !Unsafe.IsNullRef(ref Find(key));

    public bool ContainsValue(TValue value)
    {
        for (int i = -1; _table.MoveNext(ref i);)
            if (EqualityComparer<TValue>.AreEqual(_table.Entries[i].Value, value))
                return true;
        return false;
    }

    public bool TryGetValue(TKey key, out TValue value)
    {
        ref TValue found = ref Find(key);
        bool exists = !Unsafe.IsNullRef(ref found);
        value = exists ? found : default;
        return exists;
    }

    public bool Remove(TKey key) => Remove(key, out _);

    public bool Remove(TKey key, out TValue value)
    {
        CheckKey(key);
        return _table.Remove(key, _comparer, out value);
    }

    public void Clear() => _table.Clear();

    public int EnsureCapacity(int capacity)
    {
        _table.Reserve(capacity);
        return _table.Capacity;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref TValue Find(TKey key)
    {
        CheckKey(key);
        return ref _table.Find(key, _comparer);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref TValue FindOrAdd(TKey key, out bool exists)
    {
        CheckKey(key);
        return ref _table.FindOrAdd(key, _comparer, out exists);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckKey(TKey key)
    {
        if (key is null)
            ThrowNullKey();
    }

    private static void ThrowNullKey() => throw new ArgumentNullException("key");

    private static void ThrowDuplicate(TKey key) => throw new ArgumentException("An item with the same key has already been added. Key: " + key);

    private static void ThrowKeyNotFound(TKey key) => throw new KeyNotFoundException("The given key '" + key + "' was not present in the dictionary.");
}
