// apply: document
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Cpu
{
    [DllImport("*")] public static extern void cli();
    [DllImport("*")] public static extern void outw(ushort port, ushort value);

    // The kernel's own class of that name comes first.
    public static void PowerOff()
    {
        Hyperweave.Guest.Cpu.Cli();
        Port.Out16(0x604, 0x2000);
    }
}
