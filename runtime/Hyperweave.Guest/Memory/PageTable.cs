namespace Hyperweave.Guest;

/// <summary>
/// An address space: a tree of four levels of 4 KiB tables, PML4, page-directory-pointer table, page directory, page
/// table (Intel SDM 3A 4.5). Tables come from <see cref="PageAllocator"/> and are made as they are needed; all stores go
/// through <see cref="PageEntry"/>. The processor may remember older translations: after a change to the space it is
/// in, <see cref="Cpu.Invlpg"/>. Addresses that are not multiples of the page size: ArgumentException.
/// </summary>
public sealed unsafe class PageTable
{
    /// <summary>Bytes of a page mapped by a page directory.</summary>
    public const ulong LargePageSize = 2 << 20;

    private const int EntriesPerTable = 512;
    private const int TopLevel = 3;
    private const ulong AddressMask = 0x000F_FFFF_FFFF_F000;
    private const ulong FlagsMask = ~AddressMask;

    // What an entry that leads to a table allows; the last entry decides.
    private const PageFlags Everything = PageFlags.Present | PageFlags.Writable | PageFlags.User;

    /// <summary>An empty address space.</summary>
    public PageTable() => Root = PageAllocator.Allocate();

    /// <summary>The address space whose PML4 is at this physical address.</summary>
    public PageTable(ulong root) => Root = root & AddressMask;

    /// <summary>
    /// A new address space that begins with the top-level entries of another: what lies below them is one and the same,
    /// and later changes there show in both. So a process gets the kernel's part.
    /// </summary>
    public static PageTable SharingWith(PageTable other)
    {
        var space = new PageTable();
        PageEntry.Store((ulong*)space.Root, new ReadOnlySpan<ulong>((void*)other.Root, EntriesPerTable));
        return space;
    }

    /// <summary>The physical address of the PML4, as CR3 takes it.</summary>
    public ulong Root { get; }

    /// <summary>Maps one page of 4 KiB; <see cref="PageFlags.Present"/> is implied.</summary>
    public void Map(ulong address, ulong physical, PageFlags flags) =>
        PageEntry.Store(Entry(address, 0), Compose(physical, PageAllocator.PageSize, flags));

    /// <summary>Maps one page of 2 MiB.</summary>
    public void MapLarge(ulong address, ulong physical, PageFlags flags) =>
        PageEntry.Store(Entry(address, 1), Compose(physical, LargePageSize, flags | PageFlags.Large));

    /// <summary>Maps neighbouring pages of 4 KiB to neighbouring physical ones, as many entries at a time as one table holds.</summary>
    public void MapRange(ulong address, ulong physical, int pages, PageFlags flags)
    {
        Span<ulong> entries = stackalloc ulong[EntriesPerTable];
        for (var done = 0; done < pages;)
        {
            var offset = (ulong)done * PageAllocator.PageSize;
            var count = Math.Min(pages - done, EntriesPerTable - Index(address + offset, 0));
            for (var index = 0; index < count; index++)
                entries[index] = Compose(physical + offset + ((ulong)index * PageAllocator.PageSize), PageAllocator.PageSize, flags);
            PageEntry.Store(Entry(address + offset, 0), entries.Slice(0, count));
            done += count;
        }
    }

    /// <summary>Unmaps the page of 4 KiB or 2 MiB at the address; nothing when there is none.</summary>
    public void Unmap(ulong address)
    {
        var entry = Find(address, out _);
        if (entry != null)
            PageEntry.Store(entry, 0);
    }

    /// <summary>Gives a mapped page other flags. InvalidOperationException when it is not mapped.</summary>
    public void Protect(ulong address, PageFlags flags)
    {
        var entry = Find(address, out var level);
        if (entry == null)
            throw new InvalidOperationException("The page to protect is not mapped.");
        var size = level == 0 ? PageFlags.None : PageFlags.Large;
        PageEntry.Store(entry, (*entry & AddressMask) | (ulong)(flags | size | PageFlags.Present));
    }

    /// <summary>What the processor would find: the physical address and the flags of the last entry; false when not mapped.</summary>
    public bool TryTranslate(ulong address, out ulong physical, out PageFlags flags)
    {
        physical = 0;
        flags = PageFlags.None;
        var entry = Find(address, out var level);
        if (entry == null)
            return false;
        var offsetMask = (level == 0 ? PageAllocator.PageSize : LargePageSize) - 1;
        physical = (*entry & AddressMask & ~offsetMask) | (address & offsetMask);
        flags = (PageFlags)(*entry & FlagsMask);
        return true;
    }

    // The last entry on the way to an address, or null.
    internal ulong* Find(ulong address, out int level)
    {
        var table = Root;
        for (level = TopLevel; ; level--)
        {
            var entry = (ulong*)table + Index(address, level);
            if (!Has(*entry, PageFlags.Present))
                return null;
            if (level == 0 || Has(*entry, PageFlags.Large))
                return entry;
            table = *entry & AddressMask;
        }
    }

    // The entry of an address at a level, with the tables on the way there made.
    internal ulong* Entry(ulong address, int lastLevel)
    {
        var table = Root;
        for (var level = TopLevel; level > lastLevel; level--)
        {
            var entry = (ulong*)table + Index(address, level);
            if (!Has(*entry, PageFlags.Present))
                PageEntry.Store(entry, PageAllocator.Allocate() | (ulong)Everything);
            else if (level == 1 && Has(*entry, PageFlags.Large))
                throw new InvalidOperationException("A page of 2 MiB is mapped here.");
            table = *entry & AddressMask;
        }
        return (ulong*)table + Index(address, lastLevel);
    }

    // Whether Entry would find every table on the way.
    internal bool HasTables(ulong address, int lastLevel)
    {
        var table = Root;
        for (var level = TopLevel; level > lastLevel; level--)
        {
            var entry = *((ulong*)table + Index(address, level));
            if (!Has(entry, PageFlags.Present))
                return false;
            table = entry & AddressMask;
        }
        return true;
    }

    private static int Index(ulong address, int level) => (int)(address >> (12 + (9 * level))) & (EntriesPerTable - 1);

    private static bool Has(ulong entry, PageFlags flag) => (entry & (ulong)flag) != 0;

    internal static ulong Compose(ulong physical, ulong size, PageFlags flags)
    {
        if ((physical & (size - 1)) != 0)
            throw new ArgumentException("A page begins at a multiple of its size.", nameof(physical));
        return physical | (ulong)(flags | PageFlags.Present);
    }
}
