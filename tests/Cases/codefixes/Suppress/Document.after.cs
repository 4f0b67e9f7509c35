// apply: document
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Asm
{
    [DllImport("*")] public static extern void frobnicate();

    // Twice in one member: one attribute a rule.
    [SuppressMessage("Hyperweave.Operations", "HV0001:Privileged operation", Justification = "TODO: say why this is right here")]
    [SuppressMessage("Hyperweave.Operations", "HV0004:Unknown extern", Justification = "TODO: say why this is right here")]
    [System.Obsolete]
    public static void Both()
    {
        frobnicate();
        frobnicate();
        Cpu.Cli();
        Cpu.Hlt();
    }

    [SuppressMessage("Hyperweave.Operations", "HV0002:Sensitive-unprivileged operation", Justification = "TODO: say why this is right here")]
    public static ulong Flags { get => Cpu.Pushf(); }

    [SuppressMessage("Hyperweave.Operations", "HV0001:Privileged operation", Justification = "TODO: say why this is right here")]
    private static readonly ulong s_space = Cpu.ReadCr3();
}
