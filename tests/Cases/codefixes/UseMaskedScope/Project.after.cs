// apply: project
using Hyperweave.Guest;

static class First
{
    public static int Count;

    public static void Add()
    {
        using var state = Interrupts.Masked();
        Count++;
    }
}
// ---- Case/Second.cs
using Hyperweave.Guest;

static class Second
{
    public static void Add()
    {
        using var state = Interrupts.Masked();
        First.Count--;
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
