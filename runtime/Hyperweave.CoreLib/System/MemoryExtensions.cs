using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>Operations on spans of any element type; those on text are in the other half.</summary>
public static partial class MemoryExtensions
{
    public static Span<T> AsSpan<T>(this T[] array) => new(array);

    public static Span<T> AsSpan<T>(this T[] array, int start) => new(array, start, (array?.Length ?? 0) - start);

    public static Span<T> AsSpan<T>(this T[] array, int start, int length) => new(array, start, length);

    public static Span<T> AsSpan<T>(this T[] array, Range range)
    {
        (int start, int length) = range.GetOffsetAndLength(array.Length);
        return new(array, start, length);
    }

    public static void CopyTo<T>(this T[] source, Span<T> destination) => new ReadOnlySpan<T>(source).CopyTo(destination);

    public static bool SequenceEqual<T>(this Span<T> left, ReadOnlySpan<T> right) where T : IEquatable<T> => SequenceEqual((ReadOnlySpan<T>)left, right);

    public static bool SequenceEqual<T>(this ReadOnlySpan<T> left, ReadOnlySpan<T> right) where T : IEquatable<T> =>
        left.Length == right.Length && SpanHelpers.SequenceEqual(ref left._reference, ref right._reference, left.Length);

    public static int SequenceCompareTo<T>(this Span<T> left, ReadOnlySpan<T> right) where T : IComparable<T> => SequenceCompareTo((ReadOnlySpan<T>)left, right);

    public static int SequenceCompareTo<T>(this ReadOnlySpan<T> left, ReadOnlySpan<T> right) where T : IComparable<T>
    {
        int length = left.Length < right.Length ? left.Length : right.Length;
        for (int i = 0; i < length; i++)
        {
            int order = left[i].CompareTo(right[i]);
            if (order != 0)
                return order;
        }
        return left.Length - right.Length;
    }

    public static bool Contains<T>(this Span<T> span, T value) where T : IEquatable<T> => IndexOf((ReadOnlySpan<T>)span, value) >= 0;

    public static bool Contains<T>(this ReadOnlySpan<T> span, T value) where T : IEquatable<T> => IndexOf(span, value) >= 0;

    public static int IndexOf<T>(this Span<T> span, T value) where T : IEquatable<T> => IndexOf((ReadOnlySpan<T>)span, value);

    public static int IndexOf<T>(this ReadOnlySpan<T> span, T value) where T : IEquatable<T> => SpanHelpers.IndexOf(ref span._reference, value, span.Length);

    public static int IndexOf<T>(this Span<T> span, ReadOnlySpan<T> value) where T : IEquatable<T> => IndexOf((ReadOnlySpan<T>)span, value);

    public static int IndexOf<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value) where T : IEquatable<T> =>
        SpanHelpers.IndexOf(ref span._reference, span.Length, ref value._reference, value.Length);

    public static int LastIndexOf<T>(this Span<T> span, T value) where T : IEquatable<T> => LastIndexOf((ReadOnlySpan<T>)span, value);

    public static int LastIndexOf<T>(this ReadOnlySpan<T> span, T value) where T : IEquatable<T> => SpanHelpers.LastIndexOf(ref span._reference, value, span.Length);

    public static int LastIndexOf<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value) where T : IEquatable<T>
    {
        int start = span.Length - value.Length;
        while (start >= 0 && !span.Slice(start, value.Length).SequenceEqual(value))
            start--;
        return start < 0 ? -1 : start;
    }

    public static int IndexOfAny<T>(this Span<T> span, T first, T second) where T : IEquatable<T> => IndexOfAny((ReadOnlySpan<T>)span, [first, second]);

    public static int IndexOfAny<T>(this ReadOnlySpan<T> span, T first, T second) where T : IEquatable<T> => IndexOfAny(span, [first, second]);

    public static int IndexOfAny<T>(this ReadOnlySpan<T> span, T first, T second, T third) where T : IEquatable<T> => IndexOfAny(span, [first, second, third]);

    public static int IndexOfAny<T>(this Span<T> span, ReadOnlySpan<T> values) where T : IEquatable<T> => IndexOfAny((ReadOnlySpan<T>)span, values);

    public static int IndexOfAny<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> values) where T : IEquatable<T>
    {
        for (int i = 0; i < span.Length; i++)
            if (values.IndexOf(span[i]) >= 0)
                return i;
        return -1;
    }

    public static bool StartsWith<T>(this Span<T> span, ReadOnlySpan<T> value) where T : IEquatable<T> => StartsWith((ReadOnlySpan<T>)span, value);

    public static bool StartsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value) where T : IEquatable<T> =>
        value.Length <= span.Length && span.Slice(0, value.Length).SequenceEqual(value);

    public static bool EndsWith<T>(this Span<T> span, ReadOnlySpan<T> value) where T : IEquatable<T> => EndsWith((ReadOnlySpan<T>)span, value);

    public static bool EndsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value) where T : IEquatable<T> =>
        value.Length <= span.Length && span.Slice(span.Length - value.Length).SequenceEqual(value);

    public static void Reverse<T>(this Span<T> span)
    {
        for (int low = 0, high = span.Length - 1; low < high; low++, high--)
            (span[low], span[high]) = (span[high], span[low]);
    }

    public static void Replace<T>(this Span<T> span, T oldValue, T newValue) where T : IEquatable<T>
    {
        for (int i = 0; i < span.Length; i++)
            if (EqualityComparer<T>.AreEqual(span[i], oldValue))
                span[i] = newValue;
    }

    public static int Count<T>(this ReadOnlySpan<T> span, T value) where T : IEquatable<T>
    {
        int count = 0;
        foreach (ref readonly T item in span)
            count += EqualityComparer<T>.AreEqual(item, value) ? 1 : 0;
        return count;
    }

    public static void Sort<T>(this Span<T> span) => Sorter<T, Comparer<T>.DefaultOrder>.Sort(span, default);

    public static void Sort<T, TComparer>(this Span<T> span, TComparer comparer) where TComparer : IComparer<T>
    {
        if (comparer is null)
            span.Sort();
        else
            Sorter<T, TComparer>.Sort(span, comparer);
    }

    public static void Sort<T>(this Span<T> span, Comparison<T> comparison) => Sorter<T, Comparer<T>.Delegated>.Sort(span, new(comparison));

    public static void Sort<TKey, TValue>(this Span<TKey> keys, Span<TValue> items) => PairSorter<TKey, TValue>.Sort(keys, items);

    public static int BinarySearch<T>(this ReadOnlySpan<T> span, IComparable<T> value)
    {
        int low = 0, high = span.Length - 1;
        while (low <= high)
        {
            int middle = low + (high - low >> 1);
            int order = value.CompareTo(span[middle]);
            if (order == 0)
                return middle;
            if (order > 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }
}
