using System.Globalization;
using Xunit;

namespace Hyperweave.Guest.Tests;

/// <summary>The builder over ordinary memory: in a hosted process a page's address is its physical address.</summary>
public sealed unsafe class PageTableTests
{
    private const ulong AddressMask = 0x000F_FFFF_FFFF_F000;

    public static IEnumerable<object[]> Pages() => CaseFile.Rows("pages.txt");

    [Theory]
    [MemberData(nameof(Pages))]
    public void MapsAndTranslates(string size, string address, string physical, string flags, string entry)
    {
        var table = new PageTable();
        Map(table, size, Hexadecimal(address), Hexadecimal(physical), Enum.Parse<PageFlags>(flags));
        Assert.Equal(Hexadecimal(entry), LastEntry(table.Root, Hexadecimal(address)));
        Assert.True(table.TryTranslate(Hexadecimal(address) + 0x123, out var translated, out _));
        Assert.Equal(Hexadecimal(physical) + 0x123, translated);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void UnmapsAgain(string size, string address, string physical, string flags, string entry)
    {
        var table = new PageTable();
        Map(table, size, Hexadecimal(address), Hexadecimal(physical), Enum.Parse<PageFlags>(flags));
        table.Unmap(Hexadecimal(address));
        Assert.False(table.TryTranslate(Hexadecimal(address), out _, out _), entry);
        Assert.Equal(0UL, LastEntry(table.Root, Hexadecimal(address)));
    }

    [Fact]
    public void RangeCrossesTables()
    {
        var table = new PageTable();
        const int pages = 1200;
        const ulong start = 0x3F_F000;
        table.MapRange(start, 0x1000_0000, pages, PageFlags.Writable);
        for (ulong page = 0; page < pages; page++)
        {
            Assert.True(table.TryTranslate(start + (page * 4096), out var physical, out var flags));
            Assert.Equal(0x1000_0000 + (page * 4096), physical);
            Assert.Equal(PageFlags.Present | PageFlags.Writable, flags);
        }
        Assert.False(table.TryTranslate(start - 1, out _, out _));
        Assert.False(table.TryTranslate(start + (pages * 4096UL), out _, out _));
    }

    [Fact]
    public void ProtectKeepsAddressAndSize()
    {
        var table = new PageTable();
        table.MapLarge(0x40_0000, 0x60_0000, PageFlags.Writable);
        table.Protect(0x40_0000, PageFlags.User);
        Assert.Equal(0x60_0085UL, LastEntry(table.Root, 0x40_0000));
        Assert.Throws<InvalidOperationException>(() => table.Protect(0x80_0000, PageFlags.User));
    }

    [Fact]
    public void SmallPageInsideALargeOneIsRefused()
    {
        var table = new PageTable();
        table.MapLarge(0x40_0000, 0x40_0000, PageFlags.Writable);
        Assert.Throws<InvalidOperationException>(() => table.Map(0x40_1000, 0x1000, PageFlags.Writable));
    }

    [Theory]
    [InlineData("4k", 0x1000UL, 0x1234UL)]
    [InlineData("2m", 0x20_0000UL, 0x1000UL)]
    public void MisalignedPageIsRefused(string size, ulong address, ulong physical) =>
        Assert.Throws<ArgumentException>(() => Map(new PageTable(), size, address, physical, PageFlags.None));

    [Fact]
    public void SharedSpaceSeesLaterChangesBelowTheTop()
    {
        var kernel = new PageTable();
        kernel.Map(0x1000, 0x1000, PageFlags.Writable);
        var process = PageTable.SharingWith(kernel);
        kernel.Map(0x2000, 0x5000, PageFlags.Writable);
        process.Map(0x5000_0000_0000, 0x6000, PageFlags.User);
        Assert.True(process.TryTranslate(0x2000, out var physical, out _));
        Assert.Equal(0x5000UL, physical);
        Assert.False(kernel.TryTranslate(0x5000_0000_0000, out _, out _));
    }

    [Fact]
    public void AllocatorClearsWhatComesBack()
    {
        var free = PageAllocator.FreePages;
        var page = PageAllocator.Allocate();
        Assert.Equal(0UL, page % PageAllocator.PageSize);
        *(ulong*)page = 42;
        PageAllocator.Free(page);
        var again = PageAllocator.Allocate();
        Assert.Equal(page, again);
        Assert.Equal(0UL, *(ulong*)again);
        PageAllocator.Free(again);
        Assert.Equal(free, PageAllocator.FreePages);
    }

    private static void Map(PageTable table, string size, ulong address, ulong physical, PageFlags flags)
    {
        if (size == "2m")
            table.MapLarge(address, physical, flags);
        else
            table.Map(address, physical, flags);
    }

    // A walk of our own, so that the builder is not its own judge.
    private static ulong LastEntry(ulong root, ulong address)
    {
        var tableAddress = root;
        foreach (var shift in new[] { 39, 30, 21, 12 })
        {
            var entry = ((ulong*)tableAddress)[(address >> shift) & 511];
            if (shift == 12 || (entry & 0x81) != 1)
                return entry;
            Assert.Equal(7UL, entry & 0xFFF);
            tableAddress = entry & AddressMask;
        }
        return 0;
    }

    private static ulong Hexadecimal(string digits) => ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
