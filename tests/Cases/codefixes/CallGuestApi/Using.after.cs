// apply: document
using System.Runtime.InteropServices;
using Hyperweave.Guest;

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
            Cpu.Cli(); // nobody comes between
            while ((Port.In8(0x64) & 1) == 0)
                Port.Out8(0x64,
                    /* self test */ 0xAA);

            return Port.In8(0x60);
        }
    }
}
