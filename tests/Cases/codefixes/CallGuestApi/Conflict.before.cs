// apply: document
using System.Runtime.InteropServices;

static class Cpu
{
    [DllImport("*")] public static extern void cli();
    [DllImport("*")] public static extern void outw(ushort port, ushort value);

    // The kernel's own class of that name comes first.
    public static void PowerOff()
    {
        cli();
        outw(0x604, 0x2000);
    }
}
