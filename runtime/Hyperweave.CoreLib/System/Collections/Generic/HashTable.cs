using System.Numerics;
using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>
/// The table under Dictionary and HashSet: entries in order of insertion, chained from buckets whose number is a power of
/// two; a hash code is spread by a multiplication, whose high bits pick the bucket. Freed entries form a list of their own.
/// </summary>
internal struct HashTable<TKey, TValue>
{
    internal struct Entry
    {
        internal uint Hash;
        /// <summary>Index of the chain's next entry plus 1; 0 at the end; for a free entry, −2 less the next free one's.</summary>
        internal int Next;
        internal TKey Key;
        internal TValue Value;

        internal readonly bool IsUsed => Next >= 0;
    }

    private const uint Multiplier = 0x9E37_79B9;
    private const int MinimumCapacity = 4;
    private const int FreeListEnd = -1;

    /// <summary>Index of the first entry plus 1, so that a fresh array means empty.</summary>
    private int[] _buckets;
    internal Entry[] Entries;
    /// <summary>Entries ever taken; those in the free list among them.</summary>
    internal int Used;
    internal int Version;
    private int _free;
    private int _freeCount;
    private int _shift;

    internal readonly int Count => Used - _freeCount;

    internal readonly int Capacity => Entries?.Length ?? 0;

    internal void Reserve(int capacity)
    {
        if (capacity > Capacity)
            Resize((int)BitOperations.RoundUpToPowerOf2((uint)(capacity < MinimumCapacity ? MinimumCapacity : capacity)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(TKey key, IEqualityComparer<TKey> comparer) =>
        comparer is null ? (uint)EqualityComparer<TKey>.Hash(key) : key is null ? 0 : (uint)comparer.GetHashCode(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Same(TKey left, TKey right, IEqualityComparer<TKey> comparer) =>
        comparer is null ? EqualityComparer<TKey>.AreEqual(left, right) : comparer.Equals(left, right);

    /// <summary>The key's value, or a null reference.</summary>
    internal readonly ref TValue Find(TKey key, IEqualityComparer<TKey> comparer)
    {
        if (_buckets is null)
            return ref Unsafe.NullRef<TValue>();
        uint hash = Hash(key, comparer);
        Entry[] entries = Entries;
        int index = _buckets[hash * Multiplier >> _shift] - 1;
        while ((uint)index < (uint)entries.Length)
        {
            ref Entry entry = ref entries[index];
            if (entry.Hash == hash && Same(entry.Key, key, comparer))
                return ref entry.Value;
            index = entry.Next - 1;
        }
        return ref Unsafe.NullRef<TValue>();
    }

    /// <summary>The key's value, which is new and default where <paramref name="exists"/> is false.</summary>
    internal ref TValue FindOrAdd(TKey key, IEqualityComparer<TKey> comparer, out bool exists)
    {
        if (_buckets is null)
            Resize(MinimumCapacity);
        uint hash = Hash(key, comparer);
        Entry[] entries = Entries;
        int index = _buckets[hash * Multiplier >> _shift] - 1;
        while ((uint)index < (uint)entries.Length)
        {
            ref Entry entry = ref entries[index];
            if (entry.Hash == hash && Same(entry.Key, key, comparer))
            {
                exists = true;
                return ref entry.Value;
            }
            index = entry.Next - 1;
        }
        exists = false;
        return ref Add(key, hash);
    }

    private ref TValue Add(TKey key, uint hash)
    {
        int index = TakeEntry();
        ref int bucket = ref _buckets[hash * Multiplier >> _shift];
        ref Entry entry = ref Entries[index];
        entry.Hash = hash;
        entry.Next = bucket;
        entry.Key = key;
        bucket = index + 1;
        Version++;
        return ref entry.Value;
    }

    private int TakeEntry()
    {
        if (_freeCount > 0)
        {
            int index = _free;
            _free = -3 - Entries[index].Next;
            _freeCount--;
            return index;
        }
        if (Used == Entries.Length)
            Resize(2 * Used);
        return Used++;
    }

    private void Resize(int capacity)
    {
        Array.Resize(ref Entries, capacity);
        _buckets = new int[capacity];
        _shift = 32 - BitOperations.Log2((uint)capacity);
        if (_freeCount == 0 && Used == 0)
            _free = FreeListEnd;
        Entry[] entries = Entries;
        for (int i = 0; i < Used; i++)
        {
            if (!entries[i].IsUsed)
                continue;
            ref int bucket = ref _buckets[entries[i].Hash * Multiplier >> _shift];
            entries[i].Next = bucket;
            bucket = i + 1;
        }
    }

    /// <summary>Removes the key; false where it is not there.</summary>
    internal bool Remove(TKey key, IEqualityComparer<TKey> comparer, out TValue value)
    {
        value = default;
        if (_buckets is null)
            return false;
        uint hash = Hash(key, comparer);
        ref int link = ref _buckets[hash * Multiplier >> _shift];
        while (link != 0)
        {
            int index = link - 1;
            ref Entry entry = ref Entries[index];
            if (entry.Hash == hash && Same(entry.Key, key, comparer))
            {
                link = entry.Next;
                value = entry.Value;
                Free(index);
                return true;
            }
            link = ref entry.Next;
        }
        return false;
    }

    private void Free(int index)
    {
        Entries[index] = new Entry { Next = -3 - _free };
        _free = index;
        _freeCount++;
    }

    internal void Clear()
    {
        if (_buckets is null)
            return;
        Array.Clear(_buckets);
        Array.Clear(Entries, 0, Used);
        Used = 0;
        _freeCount = 0;
        _free = FreeListEnd;
        Version++;
    }

    /// <summary>Advances an index to the next used entry; false at the end.</summary>
    internal readonly bool MoveNext(ref int index)
    {
        while (++index < Used)
            if (Entries[index].IsUsed)
                return true;
        return false;
    }
}
