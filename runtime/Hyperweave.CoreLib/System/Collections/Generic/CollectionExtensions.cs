namespace System.Collections.Generic;

public static class CollectionExtensions
{
    public static TValue GetValueOrDefault<TKey, TValue>(this IReadOnlyDictionary<TKey, TValue> dictionary, TKey key) =>
        dictionary.TryGetValue(key, out TValue value) ? value : default;

    public static TValue GetValueOrDefault<TKey, TValue>(this IReadOnlyDictionary<TKey, TValue> dictionary, TKey key, TValue defaultValue) =>
        dictionary.TryGetValue(key, out TValue value) ? value : defaultValue;

    public static void AddRange<T>(this List<T> list, ReadOnlySpan<T> source)
    {
        foreach (T item in source)
            list.Add(item);
    }
}
