// apply: one
using System.Runtime.InteropServices;
using Hyperweave.Guest;

namespace Kernel
{
    static class Asm
    {
        /// <summary>Reads the flags, to print them.</summary>
        public static ulong Flags() => Cpu.Pushf(); // only shown
    }
}
