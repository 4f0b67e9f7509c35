using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>
/// The benchmark's own page tables: all RAM at its own addresses, open to ring 3 too, since the code that runs there is
/// part of this image. Page 0 stays absent.
/// </summary>
internal static class AddressSpace
{
    private const PageFlags Access = PageFlags.Writable | PageFlags.User;
    private const int SmallPages = (int)(PageTable.LargePageSize / PageAllocator.PageSize);

    private static PageTable? s_space;

    /// <summary>Switches to the space, built at the first call.</summary>
    public static PageTable Enter()
    {
        s_space ??= Build();
        if (Cpu.ReadCr3() != s_space.Root)
            Cpu.WriteCr3(s_space.Root);
        return s_space;
    }

    private static PageTable Build()
    {
        var space = new PageTable();
        space.MapRange(PageAllocator.PageSize, PageAllocator.PageSize, SmallPages - 1, Access);
        for (var address = PageTable.LargePageSize; address < EndOfMemory(); address += PageTable.LargePageSize)
            space.MapLarge(address, address, Access);
        return space;
    }

    // Of what the boot stub mapped: the first 4 GiB.
    private static ulong EndOfMemory()
    {
        ulong end = 0;
        foreach (var region in BootInformation.MemoryMap())
        {
            if (region.IsUsable && region.End <= 1UL << 32 && region.End > end)
                end = region.End;
        }
        return end;
    }
}
