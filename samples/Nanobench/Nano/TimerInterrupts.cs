using System;
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

    /// <summary>Long enough for a host to go to sleep.</summary>
    private const ulong LongInterval = 1_000_000;

    private static ulong s_ticks, s_due, s_came;

    public static void Prepare()
    {
        Interrupts.SetHandler(Vector, &Tick);
        Pic.Unmask(TimerLine);
    }

    public static void PrepareLong()
    {
        Interrupts.SetHandler(Vector, &Come);
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

    /// <summary>One interrupt that comes after <see cref="LongInterval"/>, to a processor that is halted.</summary>
    public static ulong WaitLong(int operations)
    {
        s_came = 0;
        Cpu.Cli();
        s_due = Timer.Nanoseconds() + LongInterval;
        Timer.OneShot(LongInterval, Vector);
        while (s_came == 0)
        {
            Cpu.StiHlt();
            Cpu.Cli();
        }
        return 1;
    }

    /// <summary>From when the last interrupt was due, as the guest's clock says, until its handler began.</summary>
    public static ulong Lateness() => s_came - Math.Min(s_due, s_came);

    private static void Come(InterruptFrame* frame)
    {
        s_came = Timer.Nanoseconds();
        Timer.EndOfInterrupt(Vector);
    }

    private static void Tick(InterruptFrame* frame)
    {
        s_ticks++;
        Timer.EndOfInterrupt(Vector);
    }
}
