namespace Hyperweave.Guest;

/// <summary>
/// Physical memory in pages of 4 KiB, by physical address, which is also the address the kernel finds them at. Free
/// pages form a list through their own first words. Not guarded: whoever shares it between threads and handlers
/// disables interrupts around it.
/// </summary>
public static unsafe class PageAllocator
{
    /// <summary>In bytes.</summary>
    public const ulong PageSize = 4096;

    private static ulong s_next;
    private static ulong s_end;
    private static ulong s_free;
    private static ulong s_freeCount;

    /// <summary>How many pages can still be had.</summary>
    public static ulong FreePages
    {
        get
        {
            Initialize();
            return ((s_end - s_next) / PageSize) + s_freeCount;
        }
    }

    /// <summary>A page of zeros. InvalidOperationException when there is none.</summary>
    public static ulong Allocate()
    {
        if (s_free == 0)
            return Allocate(1);
        var page = s_free;
        s_free = *(ulong*)page;
        s_freeCount--;
        new Span<byte>((void*)page, (int)PageSize).Clear();
        return page;
    }

    /// <summary>Neighbouring pages of zeros. InvalidOperationException when there are not as many.</summary>
    public static ulong Allocate(int pages)
    {
        Initialize();
        var bytes = (ulong)pages * PageSize;
        if (s_end - s_next < bytes)
            throw new InvalidOperationException("No free page is left.");
        var first = s_next;
        s_next += bytes;
        new Span<byte>((void*)first, (int)bytes).Clear();
        return first;
    }

    /// <summary>Gives a page back.</summary>
    public static void Free(ulong page)
    {
        *(ulong*)page = s_free;
        s_free = page;
        s_freeCount++;
    }

    private static void Initialize()
    {
        if (s_end != 0)
            return;
        var region = PageRegion.Get();
        s_next = region.Start;
        s_end = region.End;
    }
}
