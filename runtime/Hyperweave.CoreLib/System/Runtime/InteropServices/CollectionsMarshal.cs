using System.Collections.Generic;

namespace System.Runtime.InteropServices;

/// <summary>Access to the inside of collections.</summary>
public static class CollectionsMarshal
{
    public static Span<T> AsSpan<T>(List<T> list) => list is null ? default : new(list._items, 0, list._size);

    public static void SetCount<T>(List<T> list, int count)
    {
        list.EnsureCapacity(count);
        if (count < list._size)
            list.RemoveRange(count, list._size - count);
        list._size = count;
        list._version++;
    }

    public static ref TValue GetValueRefOrNullRef<TKey, TValue>(Dictionary<TKey, TValue> dictionary, TKey key) => ref dictionary.Find(key);

    public static ref TValue GetValueRefOrAddDefault<TKey, TValue>(Dictionary<TKey, TValue> dictionary, TKey key, out bool exists) =>
        ref dictionary.FindOrAdd(key, out exists);
}
