namespace Hyperweave.Hosting.Tests;

/// <summary>Kernel code that several tests share: a timer interrupt every millisecond.</summary>
internal static unsafe class Ticking
{
    private const ulong Millisecond = 1_000_000;

    public static volatile int Count;

    public static void Start()
    {
        Interrupts.Initialize();
        Interrupts.SetHandler(Pic.FirstVector, &Tick);
        Pic.Unmask(0);
        GuestTimer.OneShot(Millisecond, Pic.FirstVector);
        Cpu.Sti();
    }

    private static void Tick(InterruptFrame* frame)
    {
        Count++;
        GuestTimer.EndOfInterrupt(Pic.FirstVector);
        GuestTimer.OneShot(Millisecond, Pic.FirstVector);
    }
}
