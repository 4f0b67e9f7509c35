using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>
/// From asking for a timer interrupt until its handler has returned, less the interval asked for: how late it comes and
/// what it costs.
/// </summary>
internal static unsafe class TimerInterrupts
{
    /// <summary>60 ticks of the 8254, in nanoseconds.</summary>
    public const ulong Interval = 50_286;

    private const byte Vector = Pic.FirstVector;
    private const int TimerLine = 0;

    private static ulong s_ticks;

    public static void Prepare()
    {
        Interrupts.SetHandler(Vector, &Tick);
        Pic.Unmask(TimerLine);
    }

    public static void Finish()
    {
        Pic.Mask(TimerLine);
        Interrupts.SetHandler(Vector, null);
    }

    public static ulong Wait(int operations)
    {
        s_ticks = 0;
        Cpu.Cli();
        for (ulong expected = 1; expected <= (ulong)operations; expected++)
        {
            Timer.OneShot(Interval, Vector);
            while (s_ticks < expected)
            {
                Cpu.StiHlt();
                Cpu.Cli();
            }
        }
        return s_ticks;
    }

    private static void Tick(InterruptFrame* frame)
    {
        s_ticks++;
        Timer.EndOfInterrupt(Vector);
    }
}
