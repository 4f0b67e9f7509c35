using System.Collections.Generic;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

public abstract unsafe partial class Array
{
    public static void Copy(Array source, Array destination, int length) => Copy(source, 0, destination, 0, length);

    public static void Copy(Array source, Array destination, long length) => Copy(source, 0, destination, 0, checked((int)length));

    public static void Copy(Array source, int sourceIndex, Array destination, int destinationIndex, int length)
    {
        ArgumentNullException.ThrowIfNull(source, nameof(source));
        ArgumentNullException.ThrowIfNull(destination, nameof(destination));
        CheckRange(source, sourceIndex, length);
        CheckRange(destination, destinationIndex, length);
        if (source.m_pEEType != destination.m_pEEType && !TypeCast.IsAssignable(source.m_pEEType, destination.m_pEEType))
        {
            for (int i = 0; i < length; i++)
                destination.SetValue(source.GetValue(sourceIndex + i), destinationIndex + i);
            return;
        }
        nuint size = source.ElementSize;
        SpanHelpers.Memmove(ref Unsafe.Add(ref destination.FirstByte, (nuint)(uint)destinationIndex * size),
            ref Unsafe.Add(ref source.FirstByte, (nuint)(uint)sourceIndex * size), (nuint)(uint)length * size);
    }

    private static void CheckRange(Array array, int index, int length)
    {
        if (index < 0)
            throw new ArgumentOutOfRangeException(nameof(index));
        if (length < 0)
            throw new ArgumentOutOfRangeException(nameof(length));
        if ((uint)index + (uint)length > (uint)array.Length)
            throw new ArgumentException("The array is not long enough for the index and the length.");
    }

    public static void Clear(Array array) => SpanHelpers.ClearWithoutReferences(ref array.FirstByte, (nuint)(uint)array.Length * array.ElementSize);

    public static void Clear(Array array, int index, int length)
    {
        if ((uint)index > (uint)array.Length || (uint)length > (uint)(array.Length - index))
            throw new IndexOutOfRangeException();
        SpanHelpers.ClearWithoutReferences(ref Unsafe.Add(ref array.FirstByte, (nuint)(uint)index * array.ElementSize), (nuint)(uint)length * array.ElementSize);
    }

    public static void Resize<T>(ref T[] array, int newSize)
    {
        if (newSize < 0)
            throw new ArgumentOutOfRangeException(nameof(newSize));
        if (array is null)
            array = new T[newSize];
        else if (array.Length != newSize)
        {
            T[] resized = new T[newSize];
            Copy(array, resized, array.Length < newSize ? array.Length : newSize);
            array = resized;
        }
    }

    public static void Fill<T>(T[] array, T value) => new Span<T>(array).Fill(value);

    public static void Fill<T>(T[] array, T value, int startIndex, int count) => new Span<T>(array, startIndex, count).Fill(value);

    public static void Reverse<T>(T[] array) => new Span<T>(array).Reverse();

    public static void Reverse<T>(T[] array, int index, int length) => new Span<T>(array, index, length).Reverse();

    public static int IndexOf<T>(T[] array, T value) => IndexOf(array, value, 0, array.Length);

    public static int IndexOf<T>(T[] array, T value, int startIndex) => IndexOf(array, value, startIndex, array.Length - startIndex);

    public static int IndexOf<T>(T[] array, T value, int startIndex, int count)
    {
        ReadOnlySpan<T> range = new(array, startIndex, count);
        for (int i = 0; i < range.Length; i++)
            if (EqualityComparer<T>.AreEqual(range[i], value))
                return startIndex + i;
        return -1;
    }

    public static int LastIndexOf<T>(T[] array, T value)
    {
        int i = array.Length - 1;
        while (i >= 0 && !EqualityComparer<T>.AreEqual(array[i], value))
            i--;
        return i;
    }

    public static bool Exists<T>(T[] array, Predicate<T> match) => FindIndex(array, match) >= 0;

    public static T Find<T>(T[] array, Predicate<T> match)
    {
        int index = FindIndex(array, match);
        return index < 0 ? default : array[index];
    }

    public static int FindIndex<T>(T[] array, Predicate<T> match)
    {
        for (int i = 0; i < array.Length; i++)
            if (match(array[i]))
                return i;
        return -1;
    }

    public static T[] FindAll<T>(T[] array, Predicate<T> match)
    {
        List<T> found = new();
        foreach (T item in array)
            if (match(item))
                found.Add(item);
        return found.ToArray();
    }

    public static bool TrueForAll<T>(T[] array, Predicate<T> match)
    {
        foreach (T item in array)
            if (!match(item))
                return false;
        return true;
    }

    public static void ForEach<T>(T[] array, Action<T> action)
    {
        foreach (T item in array)
            action(item);
    }

    public static TOutput[] ConvertAll<TInput, TOutput>(TInput[] array, Converter<TInput, TOutput> converter)
    {
        TOutput[] result = new TOutput[array.Length];
        for (int i = 0; i < array.Length; i++)
            result[i] = converter(array[i]);
        return result;
    }

    public static void Sort<T>(T[] array) => new Span<T>(array).Sort();

    public static void Sort<T>(T[] array, int index, int length) => new Span<T>(array, index, length).Sort();

    public static void Sort<T>(T[] array, IComparer<T> comparer) => new Span<T>(array).Sort(comparer);

    public static void Sort<T>(T[] array, Comparison<T> comparison) => new Span<T>(array).Sort(comparison);

    public static void Sort<TKey, TValue>(TKey[] keys, TValue[] items) => new Span<TKey>(keys).Sort(new Span<TValue>(items));

    public static int BinarySearch<T>(T[] array, T value) => BinarySearch(array, 0, array.Length, value, null);

    public static int BinarySearch<T>(T[] array, T value, IComparer<T> comparer) => BinarySearch(array, 0, array.Length, value, comparer);

    public static int BinarySearch<T>(T[] array, int index, int length, T value, IComparer<T> comparer)
    {
        comparer ??= Comparer<T>.Default;
        int low = index, high = index + length - 1;
        while (low <= high)
        {
            int middle = low + (high - low >> 1);
            int order = comparer.Compare(array[middle], value);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }
}
