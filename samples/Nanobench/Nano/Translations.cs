using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>CR3, INVLPG and page-table entries.</summary>
internal static unsafe class Translations
{
    // An address of no other use, in a slot of the PML4 of its own.
    private const ulong Page = 0x0100_0000_0000;
    private const ulong Content = 0x600D_600D_600D_600D;

    private static PageTable? s_space;
    private static ulong s_frame;

    public static void Prepare()
    {
        s_space = AddressSpace.Enter();
        s_frame = PageAllocator.Allocate();
        s_space.Map(Page, s_frame, PageFlags.Writable);
        *(ulong*)Page = Content;
    }

    public static ulong ReadRoot(int operations)
    {
        var root = Cpu.ReadCr3();
        ulong same = 0;
        for (var operation = 0; operation < operations; operation++)
        {
            if (Cpu.ReadCr3() == root)
                same++;
        }
        return same;
    }

    public static ulong WriteRoot(int operations)
    {
        var root = Cpu.ReadCr3();
        var written = 0;
        for (; written < operations; written++)
            Cpu.WriteCr3(root);
        return Cpu.ReadCr3() == root ? (ulong)written : 0;
    }

    public static ulong Invalidate(int operations)
    {
        var invalidated = 0;
        for (; invalidated < operations; invalidated++)
            Cpu.Invlpg(Page);
        return *(ulong*)Page == Content ? (ulong)invalidated : 0;
    }

    public static ulong Edit(int operations)
    {
        var space = s_space!;
        var edited = 0;
        for (; edited < operations; edited++)
            space.Map(Page, s_frame, (edited & 1) == 0 ? PageFlags.None : PageFlags.Writable);
        var mapped = space.TryTranslate(Page, out var physical, out var flags) && physical == s_frame;
        return mapped && (flags & PageFlags.Writable) != 0 ? (ulong)edited : 0;
    }
}
