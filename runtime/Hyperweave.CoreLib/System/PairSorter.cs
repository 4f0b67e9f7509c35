using System.Collections.Generic;

namespace System;

/// <summary>Sorts keys and moves items along: sorts pairs, then takes them apart.</summary>
internal static class PairSorter<TKey, TValue>
{
    internal static void Sort(Span<TKey> keys, Span<TValue> items)
    {
        if (keys.Length != items.Length)
            throw new ArgumentException("Keys and items differ in number.");
        KeyValuePair<TKey, TValue>[] pairs = new KeyValuePair<TKey, TValue>[keys.Length];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = new(keys[i], items[i]);
        Sorter<KeyValuePair<TKey, TValue>, ByKey>.Sort(pairs, default);
        for (int i = 0; i < pairs.Length; i++)
            (keys[i], items[i]) = (pairs[i].Key, pairs[i].Value);
    }

    private struct ByKey : IComparer<KeyValuePair<TKey, TValue>>
    {
        public readonly int Compare(KeyValuePair<TKey, TValue> left, KeyValuePair<TKey, TValue> right) => Comparer<TKey>.Default.Compare(left.Key, right.Key);
    }
}
