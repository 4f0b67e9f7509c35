// apply: one
using Hyperweave.Guest;

namespace Kernel;

static class One
{
    private static int s_first, s_second;

    public static void Two()
    {
        using (Interrupts.Masked())
        {
            s_first++;
        }
        s_second++;
    }

    public static void Other()
    {
        var state = Hyperweave.Guest.Cpu.SaveAndDisable();
        s_second++;
        Hyperweave.Guest.Cpu.Restore(state);
    }
}
