// apply: one
using System.Runtime.InteropServices;

static class Asm
{
    [DllImport("*")] public static extern void my_outb(ushort port, byte value);

    public static void Beep() => my_outb(0x61, 3);
}
