using System.Collections.Generic;
using Hyperweave.Guest;

namespace Threads;

/// <summary>Round robin: every thread in turn for one slice of time, which the timer interrupt ends.</summary>
internal static unsafe class Scheduler
{
    private const ulong SliceNanoseconds = 2_000_000;
    private const byte TimerVector = Pic.FirstVector;
    private const int TimerLine = 0;

    // Room for all from the start: an interrupt handler reads the list and must never find it half grown.
    private static readonly List<KernelThread> s_threads = new(16);
    private static int s_current;

    /// <summary>How often the timer has taken the processor from a thread.</summary>
    public static int Preemptions { get; private set; }

    public static void Start()
    {
        s_threads.Add(KernelThread.Current);
        KernelThread.Reschedule = SwitchToNext;
        Interrupts.SetHandler(TimerVector, &Tick);
        Pic.Unmask(TimerLine);
        Timer.OneShot(SliceNanoseconds, TimerVector);
        Cpu.Sti();
    }

    public static void Stop()
    {
        Cpu.Cli();
        Pic.Mask(TimerLine);
    }

    public static void Add(KernelThread thread)
    {
        using var masked = Interrupts.Masked();
        s_threads.Add(thread);
    }

    /// <summary>Waits until the thread has finished, halting the processor while nobody else wants it.</summary>
    public static void Join(KernelThread thread)
    {
        while (!thread.IsFinished)
        {
            Cpu.Cli();
            SwitchToNext();
            Cpu.StiHlt();
        }
    }

    /// <summary>Goes on with the next thread that is not finished. Interrupts must be disabled.</summary>
    public static void SwitchToNext()
    {
        do
            s_current = (s_current + 1) % s_threads.Count;
        while (s_threads[s_current].IsFinished);
        s_threads[s_current].SwitchTo();
    }

    // The end of the interrupt is told before the switch: the thread that comes next may run for a whole slice.
    private static void Tick(InterruptFrame* frame)
    {
        Preemptions++;
        Timer.EndOfInterrupt(TimerVector);
        Timer.OneShot(SliceNanoseconds, TimerVector);
        SwitchToNext();
    }
}
