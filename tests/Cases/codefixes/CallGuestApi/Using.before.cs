// apply: document
using System.Runtime.InteropServices;

namespace Kernel
{
    static class Asm
    {
        [DllImport("*")] public static extern byte inb(ushort port);
        [DllImport("*")] public static extern void outb(ushort port, byte value);
        [DllImport("*", EntryPoint = "cli")] public static extern void DisableInterrupts();
    }

    // The keyboard controller.
    static class Keyboard
    {
        /// <summary>Reads a scan code.</summary>
        public static byte Read()
        {
            Asm.DisableInterrupts(); // nobody comes between
            while ((Asm.inb(0x64) & 1) == 0)
                Asm.outb(0x64,
                    /* self test */ 0xAA);

            return Asm.inb(0x60);
        }
    }
}
