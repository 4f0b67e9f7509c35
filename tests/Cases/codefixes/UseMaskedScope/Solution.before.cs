// apply: solution
using Hyperweave.Guest;

static class First
{
    public static int Count;

    public static void Add()
    {
        var state = Cpu.SaveAndDisable();
        Count++;
        Cpu.Restore(state);
    }
}
// ---- Case/Second.cs
using Hyperweave.Guest;

static class Second
{
    public static void Add()
    {
        var state = Cpu.SaveAndDisable();
        First.Count--;
        Cpu.Restore(state);
    }
}
// ---- Other/Other.cs
using Hyperweave.Guest;

static class Elsewhere
{
    private static int s_count;

    public static void Add()
    {
        var state = Cpu.SaveAndDisable();
        s_count++;
        Cpu.Restore(state);
    }
}
