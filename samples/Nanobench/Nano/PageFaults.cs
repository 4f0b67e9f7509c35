using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>Demand paging: each operation touches a page that is not there, and the handler maps it.</summary>
internal static unsafe class PageFaults
{
    private const byte PageFault = 14;
    private const ulong Start = 0x0200_0000_0000;
    private const ulong Content = 0x0DD_BA11;

    private static PageTable? s_space;
    private static ulong s_frame;
    private static ulong s_next;

    public static void Prepare()
    {
        s_space = AddressSpace.Enter();
        s_frame = PageAllocator.Allocate();
        *(ulong*)s_frame = Content;
        s_next = Start;
        Interrupts.SetHandler(PageFault, &MapPage);
    }

    // New addresses each time, so that nothing must be unmapped in between.
    public static ulong Touch(int operations)
    {
        ulong correct = 0;
        for (var operation = 0; operation < operations; operation++)
        {
            if (*(ulong*)s_next == Content)
                correct++;
            s_next += PageAllocator.PageSize;
        }
        return correct;
    }

    public static void Finish()
    {
        Interrupts.SetHandler(PageFault, null);
        for (var page = Start; page < s_next; page += PageAllocator.PageSize)
            s_space!.Unmap(page);
        Cpu.WriteCr3(s_space!.Root);
    }

    private static void MapPage(InterruptFrame* frame)
    {
        var address = Cpu.ReadCr2();
        if (address != s_next)
            Panic.Stop("Page fault at an address that nobody touched on purpose.");
        s_space!.Map(address, s_frame, PageFlags.None);
    }
}
