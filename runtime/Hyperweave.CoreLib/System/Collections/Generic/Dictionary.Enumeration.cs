namespace System.Collections.Generic;

public partial class Dictionary<TKey, TValue>
{
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    ICollection<TKey> IDictionary<TKey, TValue>.Keys => Keys;

    ICollection<TValue> IDictionary<TKey, TValue>.Values => Values;

    IEnumerable<TKey> IReadOnlyDictionary<TKey, TValue>.Keys => Keys;

    IEnumerable<TValue> IReadOnlyDictionary<TKey, TValue>.Values => Values;

    bool ICollection<KeyValuePair<TKey, TValue>>.IsReadOnly => false;

    void ICollection<KeyValuePair<TKey, TValue>>.Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<TKey, TValue>>.Contains(KeyValuePair<TKey, TValue> item) =>
        TryGetValue(item.Key, out TValue value) && EqualityComparer<TValue>.AreEqual(value, item.Value);

    bool ICollection<KeyValuePair<TKey, TValue>>.Remove(KeyValuePair<TKey, TValue> item) =>
        ((ICollection<KeyValuePair<TKey, TValue>>)this).Contains(item) && Remove(item.Key);

    void ICollection<KeyValuePair<TKey, TValue>>.CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (KeyValuePair<TKey, TValue> pair in this)
            array[arrayIndex++] = pair;
    }

    public struct Enumerator : IEnumerator<KeyValuePair<TKey, TValue>>
    {
        private readonly Dictionary<TKey, TValue> _dictionary;
        private readonly int _version;
        private int _index;

        internal Enumerator(Dictionary<TKey, TValue> dictionary)
        {
            _dictionary = dictionary;
            _version = dictionary._table.Version;
            _index = -1;
        }

        public readonly KeyValuePair<TKey, TValue> Current
        {
            get
            {
                ref HashTable<TKey, TValue>.Entry entry = ref _dictionary._table.Entries[_index];
                return new(entry.Key, entry.Value);
            }
        }

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_version != _dictionary._table.Version)
                throw new InvalidOperationException("Collection was modified; enumeration operation may not execute.");
            return _dictionary._table.MoveNext(ref _index);
        }

        public void Reset() => _index = -1;

        public readonly void Dispose() { }
    }

    /// <summary>A view of the keys.</summary>
    public sealed class KeyCollection : ICollection<TKey>, IReadOnlyCollection<TKey>
    {
        private readonly Dictionary<TKey, TValue> _dictionary;

        public KeyCollection(Dictionary<TKey, TValue> dictionary) => _dictionary = dictionary;

        public int Count => _dictionary.Count;

        public bool IsReadOnly => true;

        public bool Contains(TKey item) => _dictionary.ContainsKey(item);

        public void CopyTo(TKey[] array, int index)
        {
            foreach (TKey key in this)
                array[index++] = key;
        }

        public Enumerator GetEnumerator() => new(_dictionary);

        IEnumerator<TKey> IEnumerable<TKey>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        void ICollection<TKey>.Add(TKey item) => throw new NotSupportedException("The collection is a view.");

        void ICollection<TKey>.Clear() => throw new NotSupportedException("The collection is a view.");

        bool ICollection<TKey>.Remove(TKey item) => throw new NotSupportedException("The collection is a view.");

        public struct Enumerator : IEnumerator<TKey>
        {
            private Dictionary<TKey, TValue>.Enumerator _pairs;

            internal Enumerator(Dictionary<TKey, TValue> dictionary) => _pairs = dictionary.GetEnumerator();

            public readonly TKey Current => _pairs.Current.Key;

            readonly object IEnumerator.Current => Current;

            public bool MoveNext() => _pairs.MoveNext();

            public void Reset() => _pairs.Reset();

            public readonly void Dispose() { }
        }
    }

    /// <summary>A view of the values.</summary>
    public sealed class ValueCollection : ICollection<TValue>, IReadOnlyCollection<TValue>
    {
        private readonly Dictionary<TKey, TValue> _dictionary;

        public ValueCollection(Dictionary<TKey, TValue> dictionary) => _dictionary = dictionary;

        public int Count => _dictionary.Count;

        public bool IsReadOnly => true;

        public bool Contains(TValue item) => _dictionary.ContainsValue(item);

        public void CopyTo(TValue[] array, int index)
        {
            foreach (TValue value in this)
                array[index++] = value;
        }

        public Enumerator GetEnumerator() => new(_dictionary);

        IEnumerator<TValue> IEnumerable<TValue>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        void ICollection<TValue>.Add(TValue item) => throw new NotSupportedException("The collection is a view.");

        void ICollection<TValue>.Clear() => throw new NotSupportedException("The collection is a view.");

        bool ICollection<TValue>.Remove(TValue item) => throw new NotSupportedException("The collection is a view.");

        public struct Enumerator : IEnumerator<TValue>
        {
            private Dictionary<TKey, TValue>.Enumerator _pairs;

            internal Enumerator(Dictionary<TKey, TValue> dictionary) => _pairs = dictionary.GetEnumerator();

            public readonly TValue Current => _pairs.Current.Value;

            readonly object IEnumerator.Current => Current;

            public bool MoveNext() => _pairs.MoveNext();

            public void Reset() => _pairs.Reset();

            public readonly void Dispose() { }
        }
    }
}
