// apply: one
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Hyperweave.Guest;

namespace Kernel
{
    static class Asm
    {
        /// <summary>Reads the flags, to print them.</summary>
        [SuppressMessage("Hyperweave.Operations", "HV0002:Sensitive-unprivileged operation", Justification = "TODO: say why this is right here")]
        public static ulong Flags() => Cpu.Pushf(); // only shown
    }
}
