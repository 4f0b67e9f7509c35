// apply: document
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Asm
{
    [DllImport("*")] public static extern ulong pushf();
    [DllImport("*")] public static extern void popf(ulong flags);
    [DllImport("*")] public static extern void cli();
    [DllImport("*")] public static extern ulong irq_save();
    [DllImport("*")] public static extern void irq_restore(ulong flags);
}

static class Kernel
{
    private static int s_ticks;

    public static void Tick()
    {
        using var flags = Interrupts.Masked();
        s_ticks++;
    }

    public static void Reset()
    {
        using var flags = Interrupts.Masked();
        s_ticks = 0;
    }
}
// ---- Case/Asm.Operations.txt
irq_save;save-and-disable
irq_restore;restore-interrupts
