using Hyperweave.Guest;

namespace Threads;

/// <summary>Addresses that cost no memory until somebody touches them: the page-fault handler maps a page of zeros.</summary>
internal static unsafe class DemandPaging
{
    /// <summary>The kernel's region: 1 GiB of addresses.</summary>
    public const ulong KernelStart = 0x4000_0000_0000;

    /// <summary>A process's region, of the same size, for its stack and data.</summary>
    public const ulong UserStart = 0x5000_0000_0000;

    public const ulong RegionSize = 1 << 30;

    private const byte PageFault = 14;
    private const int PagesToTouch = 16;
    private const ulong Distance = 1 << 20;

    private static int s_faults;

    /// <summary>How many pages have been mapped because they were touched.</summary>
    public static int Faults => s_faults;

    public static void Start() => Interrupts.SetHandler(PageFault, &Handle);

    public static void Demonstrate()
    {
        ulong sum = 0;
        for (ulong index = 0; index < PagesToTouch; index++)
        {
            var number = (ulong*)(KernelStart + (index * Distance));
            sum += *number;
            *number = index;
            sum += *number;
        }
        Serial.WriteLine("demand paging: " + PagesToTouch.ToString() + " pages touched, " + s_faults.ToString() + " faults, sum " + sum.ToString());
    }

    /// <summary>Whether all of the run of bytes lies in a process's region.</summary>
    public static bool IsUserRange(ulong address, ulong length) =>
        address >= UserStart && length <= RegionSize && address - UserStart <= RegionSize - length;

    private static void Handle(InterruptFrame* frame)
    {
        var address = Cpu.ReadCr2();
        var page = address & ~(PageAllocator.PageSize - 1);
        if (IsUserRange(page, PageAllocator.PageSize))
            Map(page, PageFlags.Writable | PageFlags.User);
        else if (page - KernelStart < RegionSize && !frame->FromUserMode)
            Map(page, PageFlags.Writable);
        else
            Panic.Stop("page fault at " + address.ToString() + ", instruction " + frame->Rip.ToString());
    }

    // In the address space that is current: a process's region is its own.
    private static void Map(ulong page, PageFlags flags)
    {
        // The allocator touches no page of these regions, so that no fault comes from inside it.
#pragma warning disable HV0020
        new PageTable(Cpu.ReadCr3()).Map(page, PageAllocator.Allocate(), flags);
#pragma warning restore HV0020
        s_faults++;
    }
}
