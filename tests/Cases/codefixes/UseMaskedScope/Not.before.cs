// apply: none
using System.Collections.Generic;
using System.Threading.Tasks;
using Hyperweave.Guest;

static class Not
{
    private static InterruptState s_state;

    public static void KeptForLater()
    {
        var state = Cpu.SaveAndDisable();
        s_state = state;
        Cpu.Restore(state);
    }

    public static void RestoredElsewhere(bool now)
    {
        var state = Cpu.SaveAndDisable();
        if (now)
            Cpu.Restore(state);
    }

    public static int UsedBehind()
    {
        var state = Cpu.SaveAndDisable();
        var value = Port.In8(0x60);
        Cpu.Restore(state);
        Port.Out8(0x61, 0);
        return value + 1;
    }

    public static void WorkAfterEarlyRestore(bool early)
    {
        var state = Cpu.SaveAndDisable();
        if (early)
        {
            Cpu.Restore(state);
            Port.Out8(0x61, 0);
            return;
        }

        Cpu.Restore(state);
    }

    public static async Task Waits()
    {
        var state = Cpu.SaveAndDisable();
        await Task.Yield();
        Cpu.Restore(state);
    }

    public static IEnumerable<int> Yields()
    {
        var state = Cpu.SaveAndDisable();
        yield return 1;
        Cpu.Restore(state);
    }

    public static void LeavesALoop()
    {
        for (;;)
        {
            var state = Cpu.SaveAndDisable();
            if (Port.In8(0x64) != 0)
            {
                Cpu.Restore(state);
                break;
            }

            Cpu.Restore(state);
        }
    }
}
