using System.Runtime.InteropServices;
using Hyperweave.Guest.Hosting;

namespace Hyperweave.Guest;

/// <summary>
/// Where the page allocator's memory comes from: a hosted machine's RAM; without one, a block of ordinary memory that is
/// kept until the process ends.
/// </summary>
internal static unsafe class PageRegion
{
    private const nuint Bytes = 16 << 20;

    internal static MemoryRegion Get() => HostedProcessor.IsAttached ? BootMemory.PageRegion() : Block();

    private static MemoryRegion Block()
    {
        var start = (ulong)NativeMemory.AlignedAlloc(Bytes, (nuint)PageAllocator.PageSize);
        return new MemoryRegion(start, start + Bytes, true);
    }
}
