// apply: document
using System.Runtime.InteropServices;

static class Outer
{
    [DllImport("*")] private static extern void call_firmware();
    [DllImport("*")] private static extern void call_loader();

    public static void Call()
    {
        call_firmware();
        call_loader();
    }

    internal struct Inner
    {
        public static void Call() => call_loader();
    }
}
