using Hyperweave.Vmm.Time;

namespace Hyperweave.Hosting.Time;

/// <summary>The machine's time, told by what the kernel does or by the host.</summary>
internal interface IHostedClock : IMachineClock
{
    /// <summary>The time of day.</summary>
    DateTime UtcNow { get; }

    /// <summary>An operation has been performed.</summary>
    void Spend();

    /// <summary>The kernel has looked up: what is left of the grant is void.</summary>
    void Stop();

    /// <summary>How many polls may pass before the kernel must look up.</summary>
    /// <param name="deadline">Of the next timer, in nanoseconds.</param>
    int Grant(ulong deadline);

    /// <summary>The processor halts: returns at the deadline, or when <paramref name="wake"/> is set.</summary>
    void Wait(ulong deadline, ManualResetEventSlim wake);

    /// <summary>The machine runs, or does not.</summary>
    void Run(bool running);
}

/// <summary>A time-stamp counter that counts the clock's nanoseconds.</summary>
internal sealed class ClockCounter(IMachineClock clock) : ITimeStampCounter
{
    public ulong Read() => clock.Nanoseconds;

    public ulong Frequency => 1_000_000_000;
}
