using System.Runtime.InteropServices;

namespace Hyperweave.Guest;

/// <summary>Where the page allocator's memory comes from: a block of ordinary memory, kept until the process ends.</summary>
internal static unsafe class PageRegion
{
    private const nuint Bytes = 16 << 20;

    internal static MemoryRegion Get()
    {
        var start = (ulong)NativeMemory.AlignedAlloc(Bytes, (nuint)PageAllocator.PageSize);
        return new MemoryRegion(start, start + Bytes, true);
    }
}
