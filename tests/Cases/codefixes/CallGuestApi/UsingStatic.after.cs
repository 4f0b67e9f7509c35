// apply: document
using System.Runtime.InteropServices;
using static Asm;
using static Hyperweave.Guest.Port;
using Io = Asm;

static class Asm
{
    [DllImport("*")] public static extern byte inb(ushort port);
    [DllImport("*")] public static extern void outb(ushort port, byte value);
}

static class Timer8254
{
    public static void Latch()
    {
        Out8(0x43, 0);
        Out8(0x42, In8(0x40));
        Out8(0x41, In8(0x40));
    }
}
