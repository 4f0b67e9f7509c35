// apply: solution, Declare 'first' as innocuous
using System.Runtime.InteropServices;

static class Asm
{
    [DllImport("*")] public static extern void first();
    [DllImport("*")] public static extern void second();

    public static void Use() => first();
}
// ---- Case/Second.cs
static class Second
{
    public static void Use() => Asm.second();
}
// ---- Other/Other.cs
using System.Runtime.InteropServices;

static class Elsewhere
{
    [DllImport("*")] public static extern void third();

    public static void Use() => third();
}
