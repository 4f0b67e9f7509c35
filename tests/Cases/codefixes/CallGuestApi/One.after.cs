// apply: one, Call Cpu.Hlt
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Native
{
    [DllImport("*")] public static extern void cli();
    [DllImport("*")] public static extern void hlt();

    public static void Stop()
    {
        cli();
        for (;;)
            Cpu.Hlt(); // for ever
    }
}
