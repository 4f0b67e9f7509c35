namespace Hyperweave.Guest;

/// <summary>Where the page allocator's memory comes from.</summary>
internal static class PageRegion
{
    internal static MemoryRegion Get() => BootMemory.PageRegion();
}
