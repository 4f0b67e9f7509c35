namespace System;

/// <summary>There is no collector; memory is counted from the start of the arena.</summary>
public static class GC
{
    public static int MaxGeneration => 0;

    public static void Collect() { }

    public static void Collect(int generation) { }

    public static int CollectionCount(int generation) => 0;

    public static void KeepAlive(object value) { }

    public static void SuppressFinalize(object value) { }

    public static void WaitForPendingFinalizers() { }

    public static long GetTotalMemory(bool forceFullCollection) => (long)(Internal.Runtime.Heap.Frontier - Internal.Runtime.Heap.Start);

    public static long GetAllocatedBytesForCurrentThread() => GetTotalMemory(false);

    public static T[] AllocateUninitializedArray<T>(int length, bool pinned = false) => new T[length];

    public static T[] AllocateArray<T>(int length, bool pinned = false) => new T[length];
}
