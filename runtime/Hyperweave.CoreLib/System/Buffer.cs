using Internal.Runtime;
using System.Runtime.CompilerServices;

namespace System;

public static unsafe class Buffer
{
    /// <summary>What ilc calls to copy values that hold references; without a collector, any copy.</summary>
    internal static void BulkMoveWithWriteBarrier(ref byte destination, ref byte source, nuint byteCount) =>
        SpanHelpers.Memmove(ref destination, ref source, byteCount);

    public static void MemoryCopy(void* source, void* destination, long destinationSizeInBytes, long sourceBytesToCopy) =>
        MemoryCopy(source, destination, (ulong)destinationSizeInBytes, (ulong)sourceBytesToCopy);

    public static void MemoryCopy(void* source, void* destination, ulong destinationSizeInBytes, ulong sourceBytesToCopy)
    {
        if (sourceBytesToCopy > destinationSizeInBytes)
            throw new ArgumentOutOfRangeException(nameof(sourceBytesToCopy));
        Memory.Copy((byte*)destination, (byte*)source, (nuint)sourceBytesToCopy);
    }

    public static void BlockCopy(Array source, int sourceOffset, Array destination, int destinationOffset, int count)
    {
        if (sourceOffset < 0 || destinationOffset < 0 || count < 0)
            throw new ArgumentOutOfRangeException(nameof(count));
        if (ByteLength(source) - sourceOffset < count || ByteLength(destination) - destinationOffset < count)
            throw new ArgumentException("The array is not long enough for the offset and the count.");
        SpanHelpers.Memmove(ref Unsafe.Add(ref destination.FirstByte, destinationOffset), ref Unsafe.Add(ref source.FirstByte, sourceOffset), (nuint)(uint)count);
    }

    public static int ByteLength(Array array) => array.Length * (int)array.ElementSize;
}
