using System;

namespace Nanobench.Compute;

/// <summary>Hoare's quicksort of integers.</summary>
internal static class Quicksort
{
    private const int Count = 300_000;

    private static int[]? s_unsorted;
    private static int[]? s_values;

    public static void Prepare()
    {
        s_unsorted = new int[Count];
        s_values = new int[Count];
        var generator = new Generator(7);
        for (var index = 0; index < Count; index++)
            s_unsorted[index] = (int)generator.Next();
    }

    /// <summary>Which of the sorted values are in order, and a sum over value times place.</summary>
    public static ulong Run(int operations)
    {
        var values = s_values!;
        Array.Copy(s_unsorted!, values, Count);
        Sort(values, 0, Count - 1);
        ulong checksum = 0;
        for (var index = 1; index < Count; index++)
        {
            if (values[index - 1] > values[index])
                return 0;
            checksum += (ulong)(uint)values[index] * (ulong)index;
        }
        return checksum;
    }

    private static void Sort(int[] values, int first, int last)
    {
        while (first < last)
        {
            var middle = Partition(values, first, last);
            Sort(values, first, middle);
            first = middle + 1;
        }
    }

    private static int Partition(int[] values, int first, int last)
    {
        var pivot = values[first + ((last - first) / 2)];
        var low = first - 1;
        var high = last + 1;
        while (true)
        {
            do
                low++;
            while (values[low] < pivot);
            do
                high--;
            while (values[high] > pivot);
            if (low >= high)
                return high;
            (values[low], values[high]) = (values[high], values[low]);
        }
    }
}
