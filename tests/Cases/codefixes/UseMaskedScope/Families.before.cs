// apply: document
using System.Runtime.InteropServices;

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
        var flags = Asm.pushf();
        Asm.cli();
        s_ticks++;
        Asm.popf(flags);
    }

    public static void Reset()
    {
        var flags = Asm.irq_save();
        s_ticks = 0;
        Asm.irq_restore(flags);
    }
}
// ---- Case/Asm.Operations.txt
irq_save;save-and-disable
irq_restore;restore-interrupts
