// apply: document
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Asm
{
    [DllImport("*")] public static extern void frobnicate();

    // Twice in one member: one attribute a rule.
    [System.Obsolete]
    public static void Both()
    {
        frobnicate();
        frobnicate();
        Cpu.Cli();
        Cpu.Hlt();
    }

    public static ulong Flags { get => Cpu.Pushf(); }

    private static readonly ulong s_space = Cpu.ReadCr3();
}
