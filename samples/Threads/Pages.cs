using Hyperweave.Guest;

namespace Threads;

/// <summary>Physical memory comes in pages; what is given back is handed out again, cleared.</summary>
internal static unsafe class Pages
{
    public static void Demonstrate()
    {
        var free = PageAllocator.FreePages;
        var page = PageAllocator.Allocate();
        *(ulong*)page = 42;
        PageAllocator.Free(page);
        var again = PageAllocator.Allocate();
        var isClean = *(ulong*)again == 0;
        PageAllocator.Free(again);
        Serial.WriteLine("page allocator: " + (page == again ? "the same page again" : "another page")
            + (isClean ? ", cleared" : ", not cleared") + (PageAllocator.FreePages == free ? ", none lost" : ", some lost"));
    }
}
