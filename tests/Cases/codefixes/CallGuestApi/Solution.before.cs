// apply: solution
using System.Runtime.InteropServices;

static class Asm
{
    [DllImport("*")] public static extern void sti();

    public static void Begin() => sti();
}
// ---- Case/Second.cs
static class Second
{
    public static void Begin() => Asm.sti();
}
// ---- Other/Other.cs
using System.Runtime.InteropServices;

static class Elsewhere
{
    [DllImport("*")] public static extern void sti();

    public static void Begin() => sti();
}
