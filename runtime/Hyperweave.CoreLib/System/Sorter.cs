using System.Collections.Generic;

namespace System;

/// <summary>
/// Introspective sort: quicksort by the median of three, insertion sort for short runs, heap sort when the recursion gets
/// too deep, so that the worst case stays n log n. The comparer is a type parameter, so that a struct's calls are inlined.
/// </summary>
internal static class Sorter<T, TComparer> where TComparer : IComparer<T>
{
    private const int ShortRun = 16;

    internal static void Sort(Span<T> span, TComparer comparer)
    {
        if (span.Length > 1)
            QuickSort(span, comparer, 2 * (Numerics.BitOperations.Log2((uint)span.Length) + 1));
    }

    private static void QuickSort(Span<T> span, TComparer comparer, int depth)
    {
        while (span.Length > ShortRun)
        {
            if (depth-- == 0)
            {
                HeapSort(span, comparer);
                return;
            }
            int pivot = Partition(span, comparer);
            QuickSort(span.Slice(pivot + 1), comparer, depth);
            span = span.Slice(0, pivot);
        }
        InsertionSort(span, comparer);
    }

    /// <summary>Orders first, middle and last, takes the middle as pivot, and returns where it ends up.</summary>
    private static int Partition(Span<T> span, TComparer comparer)
    {
        int last = span.Length - 1, middle = last >> 1;
        SwapIfGreater(span, comparer, 0, middle);
        SwapIfGreater(span, comparer, 0, last);
        SwapIfGreater(span, comparer, middle, last);
        T pivot = span[middle];
        (span[middle], span[last - 1]) = (span[last - 1], pivot);
        int left = 0, right = last - 1;
        while (true)
        {
            while (++left < last && comparer.Compare(span[left], pivot) < 0) { }
            while (--right > 0 && comparer.Compare(pivot, span[right]) < 0) { }
            if (left >= right)
                break;
            (span[left], span[right]) = (span[right], span[left]);
        }
        (span[left], span[last - 1]) = (span[last - 1], span[left]);
        return left;
    }

    private static void SwapIfGreater(Span<T> span, TComparer comparer, int low, int high)
    {
        if (comparer.Compare(span[low], span[high]) > 0)
            (span[low], span[high]) = (span[high], span[low]);
    }

    private static void InsertionSort(Span<T> span, TComparer comparer)
    {
        for (int i = 1; i < span.Length; i++)
        {
            T value = span[i];
            int hole = i;
            for (; hole > 0 && comparer.Compare(value, span[hole - 1]) < 0; hole--)
                span[hole] = span[hole - 1];
            span[hole] = value;
        }
    }

    private static void HeapSort(Span<T> span, TComparer comparer)
    {
        for (int root = span.Length / 2 - 1; root >= 0; root--)
            SiftDown(span, comparer, root);
        for (int end = span.Length - 1; end > 0; end--)
        {
            (span[0], span[end]) = (span[end], span[0]);
            SiftDown(span.Slice(0, end), comparer, 0);
        }
    }

    private static void SiftDown(Span<T> span, TComparer comparer, int root)
    {
        T value = span[root];
        for (int child; (child = 2 * root + 1) < span.Length; root = child)
        {
            if (child + 1 < span.Length && comparer.Compare(span[child], span[child + 1]) < 0)
                child++;
            if (comparer.Compare(value, span[child]) >= 0)
                break;
            span[root] = span[child];
        }
        span[root] = value;
    }
}
