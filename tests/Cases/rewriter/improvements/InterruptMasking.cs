using System;
using Hyperweave.Guest;

// only: inline-interrupt-mask
// observed: out:1:0! out:1:1 out:2:0! out:2:1 out:3:0! out:3:1! out:3:2! out:3:3! out:3:4 out:4:0! out:4:1 out:5:0! out:5:1 out:6:0! out:6:2 out:7:0! out:7:1 out:8:0! out:8:1! out:8:2 out:9:0! out:9:1 out:a:0! out:a:1 out:b:0! out:b:1
// exits: 26 -> 26
public static class Kernel
{
    private static InterruptState kept;

    public static void Main()
    {
        Save();
        DisableAndEnable();
        Nested();
        Finally();
        Loop(1);
        Early(false);
        Early(true);
        KeptElsewhere();
        Conditional(true);
        Asked();
        Called();
    }

    private static void Save()
    {
        var state = Cpu.SaveAndDisable(); // => inline-interrupt-mask
        Port.Out8(1, 0);
        Cpu.Restore(state); // => inline-interrupt-mask
        Port.Out8(1, 1);
    }

    private static void DisableAndEnable()
    {
        Cpu.Cli(); // => inline-interrupt-mask
        Port.Out8(2, 0);
        Cpu.Sti(); // => inline-interrupt-mask
        Port.Out8(2, 1);
    }

    private static void Nested()
    {
        var outer = Cpu.SaveAndDisable(); // => inline-interrupt-mask
        Port.Out8(3, 0);
        var inner = Cpu.SaveAndDisable(); // => inline-interrupt-mask
        Port.Out8(3, 1);
        Port.Out8(3, 2);
        Cpu.Restore(inner); // => inline-interrupt-mask
        Port.Out8(3, 3);
        Cpu.Restore(outer); // => inline-interrupt-mask
        Port.Out8(3, 4);
    }

    private static void Finally()
    {
        try
        {
            var state = Cpu.SaveAndDisable(); // => inline-interrupt-mask
            try
            {
                Port.Out8(4, 0);
                throw new InvalidOperationException();
            }
            finally
            {
                Cpu.Restore(state); // => inline-interrupt-mask
            }
        }
        catch (InvalidOperationException) when (Port4())
        {
        }
    }

    private static bool Port4()
    {
        // The filter runs before the finally block: interrupts are still off.
        return true;
    }

    private static void Loop(int rounds)
    {
        Port.Out8(4, 1);
        for (var round = 0; round < rounds; round++)
        {
            Cpu.Cli(); // => inline-interrupt-mask
            Port.Out8(5, 0);
            Cpu.Sti(); // => inline-interrupt-mask
            Port.Out8(5, 1);
        }
    }

    private static void Early(bool early)
    {
        var port = (ushort)(early ? 7 : 6);
        var state = Cpu.SaveAndDisable(); // => inline-interrupt-mask
        Port.Out8(port, 0);
        if (early)
        {
            Cpu.Restore(state); // => inline-interrupt-mask
            Port.Out8(port, 1);
            return;
        }

        Cpu.Restore(state); // => inline-interrupt-mask
        Port.Out8(port, 2);
    }

    private static void KeptElsewhere()
    {
        kept = Cpu.SaveAndDisable(); // =| the saved state goes elsewhere
        Port.Out8(8, 0);
        var state = Cpu.SaveAndDisable(); // =| the saved state goes elsewhere
        if (state.WasEnabled)
            Cpu.Restore(state);
        Port.Out8(8, 1);
        Cpu.Restore(kept);
        Port.Out8(8, 2);
    }

    private static void Conditional(bool disable)
    {
        if (disable)
            Cpu.Cli(); // =| no STI of this method follows it alone
        Port.Out8(9, 0);
        Cpu.Sti(); // =| control may reach it without the CLI before it
        Port.Out8(9, 1);
    }

    private static void Asked()
    {
        var state = Cpu.SaveAndDisable(); // => inline-interrupt-mask
        Port.Out8(10, 0);
        if (!Cpu.InterruptsEnabled())
            Cpu.Restore(state); // => inline-interrupt-mask
        Port.Out8(10, 1);
    }

    private static void Called()
    {
        Disable();
        Port.Out8(11, 0);
        Enable();
        Port.Out8(11, 1);
    }

    private static void Disable() => Cpu.Cli(); // =| no STI of this method follows it alone

    private static void Enable() => Cpu.Sti(); // =| control may reach it without the CLI before it
}
