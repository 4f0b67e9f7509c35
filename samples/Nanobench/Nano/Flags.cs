using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>The interrupt flag. Each operation counts only when the flag had the value it should have had.</summary>
internal static class Flags
{
    private const ulong InterruptFlag = 1 << 9;

    public static ulong DisableAndEnable(int operations)
    {
        for (var operation = 0; operation < operations; operation++)
        {
            Cpu.Cli();
            Cpu.Sti();
        }
        var enabled = Cpu.InterruptsEnabled();
        Cpu.Cli();
        return enabled && !Cpu.InterruptsEnabled() ? (ulong)operations : 0;
    }

    public static ulong SaveAndRestore(int operations)
    {
        ulong correct = 0;
        for (var operation = 0; operation < operations; operation++)
        {
            var flags = Cpu.Pushf();
            if ((flags & InterruptFlag) == 0)
                correct++;
            Cpu.Popf(flags);
        }
        return correct;
    }
}
