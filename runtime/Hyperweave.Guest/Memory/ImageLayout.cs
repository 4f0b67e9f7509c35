namespace Hyperweave.Guest;

/// <summary>Where the running image lies, in addresses that are virtual and physical at once.</summary>
[NativeForm]
public static unsafe class ImageLayout
{
    /// <summary>The image's first byte.</summary>
    public static ulong Start => Native.ImageStart();

    /// <summary>Behind the image's last byte.</summary>
    public static ulong End => Native.ImageEnd();

    /// <summary>
    /// Lets ring 3 execute the image's code, so that C# methods can run there: text read-only, and what
    /// <see cref="User.SystemCall"/> needs of the paravirtual interface. The space must map the image in pages of 4 KiB
    /// there. Of the shared page x86 cannot forbid ring 3 the writing while it allows it to ring 0: a process can
    /// disturb the kernel's event mask, no more.
    /// </summary>
    public static void OpenToUserMode(PageTable space)
    {
        Open(space, Native.TextStart(), Native.TextEnd(), PageFlags.User);
        Open(space, Native.NativeStart(), Native.NativeEnd(), PageFlags.User | PageFlags.Writable);
        var hypercallPage = Native.HypercallPage();
        if (hypercallPage == 0)
            return;
        Open(space, hypercallPage, hypercallPage + PageAllocator.PageSize, PageFlags.User);
        var sharedPage = (ulong)Native.SharedPage();
        Open(space, sharedPage, sharedPage + PageAllocator.PageSize, PageFlags.User | PageFlags.Writable);
    }

    private static void Open(PageTable space, ulong start, ulong end, PageFlags flags)
    {
        for (var page = start; page < end; page += PageAllocator.PageSize)
            space.Protect(page, flags);
    }
}
