namespace Hyperweave.Guest;

/// <summary>
/// The heap of managed objects, which grows until it is released: there is no garbage collector in an image. Work that
/// leaves nothing behind can be bracketed by <see cref="Mark"/> and <see cref="Release"/>. Hosted: both do nothing.
/// </summary>
public static class Heap
{
    /// <summary>The place up to which the heap is in use.</summary>
    public static HeapMark Mark() => new(HeapBounds.Mark());

    /// <summary>
    /// Forgets every object made since the mark. None may be used any more, from statics or other threads either.
    /// </summary>
    public static void Release(HeapMark mark) => HeapBounds.Release(mark.Address);
}

/// <summary>A place in the heap.</summary>
public readonly struct HeapMark
{
    internal HeapMark(ulong address) => Address = address;

    internal ulong Address { get; }
}
