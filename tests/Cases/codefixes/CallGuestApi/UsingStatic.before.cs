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
        outb(0x43, 0);
        Io.outb(0x42, inb(0x40));
        global::Asm.outb(0x41, In8(0x40));
    }
}
