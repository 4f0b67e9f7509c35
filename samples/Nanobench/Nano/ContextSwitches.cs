using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>Two flows of control that switch to each other.</summary>
internal static unsafe class ContextSwitches
{
    private static Context s_main;
    private static Context s_other;
    private static ulong s_switches;

    public static void Prepare() =>
        s_other = Context.Create(PageAllocator.Allocate() + PageAllocator.PageSize, &Answer, 0);

    public static ulong PingPong(int operations)
    {
        s_switches = 0;
        for (var operation = 0; operation < operations; operation += 2)
        {
            s_switches++;
            Context.Switch(ref s_main, ref s_other);
        }
        return s_switches;
    }

    private static void Answer(ulong unused)
    {
        while (true)
        {
            s_switches++;
            Context.Switch(ref s_other, ref s_main);
        }
    }
}
