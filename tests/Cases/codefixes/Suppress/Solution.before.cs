// apply: solution
using Hyperweave.Guest;

static class First
{
    public static void Stop() => Cpu.Hlt();
}
// ---- Case/Second.cs
static class Second
{
    public static void Stop() => Hyperweave.Guest.Cpu.Hlt();
}
// ---- Other/Other.cs
static class Elsewhere
{
    public static void Stop() => Hyperweave.Guest.Cpu.Hlt();
}
