// apply: document
using System.Runtime.InteropServices;
using Hyperweave.Guest;

[NativeForm]
static class Outer
{
    [DllImport("*")] private static extern void call_firmware();
    [DllImport("*")] private static extern void call_loader();

    public static void Call()
    {
        call_firmware();
        call_loader();
    }

    [NativeForm]
    internal struct Inner
    {
        public static void Call() => call_loader();
    }
}
