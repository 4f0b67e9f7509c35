using System;
using Hyperweave.Guest;

// only: batch-page-tables
// observed: map:1000:1000:2 map:2000:2000:2 map:3000:3000:2 large:200000:200000:0 large:400000:400000:2 map:1000:101000:0 map:2000:102000:2 unmap:1000 unmap:2000 unmap:2000 map:5000:1000:0 map:6000:2000:0 map:7000:3000:0 map:9000:9000:0 map:a000:9000:0 out:84:1 map:b000:9000:0 out:84:1 store:1000:8 store:1008:9 map:10000:0:2 map:11000:0:2 map:11000:1000:2 map:12000:1000:2 map:d000:0:0 unmap:d000 map:e000:1000:0 unmap:e000 map:f000:0:0 map:20000:7:0 map:21000:8:0
// exits: 31 -> 17
public static unsafe class Kernel
{
    private static readonly ulong[] frames = new ulong[3];
    private static ulong seen;

    public static void Main()
    {
        for (var index = 0; index < frames.Length; index++)
            frames[index] = (ulong)(index + 1) * 0x1000;
        var table = new PageTable();
        For(table, 3);
        DoWhile(table);
        Allocated(table);
        Unmapped(table);
        foreach (var failing in new[] { false, true })
            Failing(table, failing);
        WithOtherOperations(table);
        Entries((ulong*)0x1000);
        Nested(table);
        Mixed(table);
        UntilFound(table);
        Run(table);
        Console.Out.Flush();
    }

    private static void For(PageTable table, int pages)
    {
        for (var page = 1; page <= pages; page++)
            table.Map((ulong)page * 0x1000, (ulong)page * 0x1000, PageFlags.Writable); // => batch-page-tables
    }

    private static void DoWhile(PageTable table)
    {
        var address = 0x20_0000UL;
        do
        {
            table.MapLarge(address, address, address > 0x20_0000 ? PageFlags.Writable : PageFlags.None); // => batch-page-tables
            address += 0x20_0000;
        }
        while (address < 0x60_0000);
    }

    private static void Allocated(PageTable table)
    {
        for (var page = 1UL; page < 3; page++)
            table.Map(page * 0x1000, PageAllocator.Allocate(), (page & 1) == 0 ? PageFlags.Writable : PageFlags.None); // => batch-page-tables
    }

    private static void Unmapped(PageTable table)
    {
        table.Unmap(0x1000); // => batch-page-tables
        table.Unmap(0x2000); // => batch-page-tables
        table.Unmap(0x2000); // => batch-page-tables
    }

    // The stores before the failure are made, and those after it are not.
    private static void Failing(PageTable table, bool failing)
    {
        try
        {
            if (!failing)
            {
                // The field's type has a static constructor, which a load inside the loop might run.
                var found = frames;
                for (var index = 0; index < 3; index++)
                    table.Map(0x5000 + (ulong)index * 0x1000, found[index], PageFlags.None); // => batch-page-tables
            }
            else
            {
                for (var index = 0; ; index++)
                {
                    table.Map(0x9000 + (ulong)index * (index == 2 ? 0x1001UL : 0x1000UL), 0x9000, PageFlags.None); // => batch-page-tables
                    if (index > 100)
                        break;
                }
            }
        }
        catch (ArgumentException)
        {
            seen++;
        }
    }

    private static void WithOtherOperations(PageTable table)
    {
        for (var page = 0xAUL; page < 0xC; page++)
        {
            if (page == 0xB)
                table.Map(page * 0x1000, 0x9000, PageFlags.None); // =| Port.Out8 is called in it
            Port.Out8(0x84, 1);
        }
    }

    private static void Entries(ulong* entry)
    {
        PageEntry.Store(entry, 8); // => batch-page-tables
        PageEntry.Store(entry + 1, 9); // => batch-page-tables
    }

    private static void Nested(PageTable table)
    {
        for (var row = 0UL; row < 2; row++)
        {
            for (var column = 0UL; column < 2; column++)
                table.Map(0x1_0000 + ((row + column) * 0x1000), row * 0x1000, PageFlags.Writable); // => batch-page-tables
        }
    }

    private static void Mixed(PageTable table)
    {
        for (var page = 0UL; page < 2; page++)
        {
            table.Map(0xD000 + (page * 0x1000), page * 0x1000, PageFlags.None); // =| one may read what another has stored
            table.Unmap(0xD000 + (page * 0x1000)); // =| one may read what another has stored
        }
    }

    private static void UntilFound(PageTable table)
    {
        var last = seen - 1;
        for (var page = 0UL; page < 100; page++)
        {
            table.Map(0xF000 + (page * 0x1000), page * 0x1000, PageFlags.None); // =| leaves
            if (page == last)
                return;
        }

        seen = 0;
    }

    private static void Run(PageTable table)
    {
        table.Map(0x2_0000, 7, PageFlags.None); // => batch-page-tables
        table.Map(0x2_1000, 8, PageFlags.None); // => batch-page-tables
    }
}
