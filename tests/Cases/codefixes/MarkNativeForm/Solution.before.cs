// apply: solution
using System.Runtime.InteropServices;

static class First
{
    [DllImport("*")] public static extern void call_firmware();

    public static void Call() => call_firmware();
}
// ---- Case/Second.cs
static class Second
{
    public static void Call() => First.call_firmware();
}
// ---- Other/Other.cs
using System.Runtime.InteropServices;

static class Elsewhere
{
    [DllImport("*")] private static extern void call_firmware();

    public static void Call() => call_firmware();
}
