// apply: project
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Asm
{
    [DllImport("*")] public static extern void sti();

    public static void Begin() => Cpu.Sti();
}
// ---- Case/Second.cs
using Hyperweave.Guest;

static class Second
{
    public static void Begin() => Cpu.Sti();
}
// ---- Other/Other.cs
using System.Runtime.InteropServices;

static class Elsewhere
{
    [DllImport("*")] public static extern void sti();

    public static void Begin() => sti();
}
