namespace Hyperweave.Guest;

/// <summary>
/// Divides the memory that the boot loader left: of the largest usable run above the image and the modules, the lower
/// three quarters are the core library's heap, the rest is the page allocator's. Allocates nothing.
/// </summary>
[NativeForm]
internal static unsafe class BootMemory
{
    // The boot stub's identity map ends here.
    private const ulong MappedEnd = 1UL << 32;
    private const ulong PageMask = 4095;

    internal static MemoryRegion HeapRegion()
    {
        var all = Largest();
        return new MemoryRegion(all.Start, Division(all), true);
    }

    internal static MemoryRegion PageRegion()
    {
        var all = Largest();
        return new MemoryRegion(Division(all), all.End, true);
    }

    private static ulong Division(MemoryRegion all) => (all.Start + (all.Length / 4 * 3)) & ~PageMask;

    private static MemoryRegion Largest() => Native.BootMagic() == MultibootReader.Magic
        ? Largest(new MultibootReader((byte*)Native.BootInfo()))
        : Largest(new PvhReader((byte*)Native.BootInfo()));

    private static MemoryRegion Largest<TReader>(TReader reader) where TReader : struct, IBootReader
    {
        var floor = Floor(reader);
        var best = default(MemoryRegion);
        ulong position = 0;
        while (reader.ReadRegion(ref position, out var region))
        {
            var start = (Math.Max(region.Start, floor) + PageMask) & ~PageMask;
            var end = Math.Min(region.End, MappedEnd) & ~PageMask;
            if (region.IsUsable && end > start && end - start > best.Length)
                best = new MemoryRegion(start, end, true);
        }
        return best;
    }

    // Above the image and whatever the boot loader wrote for us.
    private static ulong Floor<TReader>(TReader reader) where TReader : struct, IBootReader
    {
        var floor = Math.Max(Native.ImageEnd(), Native.BootInfo() + PageMask);
        floor = Math.Max(floor, Math.Max(reader.ModuleListEnd, TextEnd(reader.CommandLine)));
        for (var index = 0; index < reader.ModuleCount; index++)
        {
            var module = reader.Module(index);
            floor = Math.Max(floor, Math.Max(module.End, TextEnd(module.CommandLine)));
        }
        return floor;
    }

    private static ulong TextEnd(byte* text)
    {
        while (text != null && *text != 0)
            text++;
        return (ulong)text + 1;
    }
}
