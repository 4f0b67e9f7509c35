namespace Hyperweave.Vmm.Time;

/// <summary>A time-stamp counter and how fast it counts.</summary>
public interface ITimeStampCounter
{
    ulong Read();

    /// <summary>In hertz.</summary>
    ulong Frequency { get; }
}

/// <summary>
/// The host's counter, measured against the machine's clock when its frequency is first asked for: over the time since
/// construction, 5 ms at least, which gives some ten parts in a million.
/// </summary>
public sealed class CalibratedCounter : ITimeStampCounter
{
    private const ulong LeastNanoseconds = 5_000_000, Second = 1_000_000_000;
    private const int Samples = 16;

    private readonly Func<ulong> _read;
    private readonly IMachineClock _clock;
    private readonly ulong _startTicks, _startNanoseconds;
    private ulong _frequency;

    public CalibratedCounter(Func<ulong> read, IMachineClock clock)
    {
        (_read, _clock) = (read, clock);
        (_startTicks, _startNanoseconds) = Sample();
    }

    public ulong Read() => _read();

    public ulong Frequency => _frequency != 0 ? _frequency : _frequency = Measure();

    private ulong Measure()
    {
        while (_clock.Nanoseconds - _startNanoseconds < LeastNanoseconds) Thread.SpinWait(100);
        var (ticks, nanoseconds) = Sample();
        ulong frequency = (ulong)((UInt128)(ticks - _startTicks) * Second / (nanoseconds - _startNanoseconds));
        // To 10 kHz: the rest is noise, and a guest prints it.
        return (frequency + 5_000) / 10_000 * 10_000;
    }

    /// <summary>
    /// Both clocks at one moment. On a busy host the thread may lose the processor between two reads, for milliseconds: the
    /// sample between whose reads of the counter the least time passed is the one to believe.
    /// </summary>
    private (ulong Ticks, ulong Nanoseconds) Sample()
    {
        var best = (Ticks: 0UL, Nanoseconds: 0UL);
        ulong least = ulong.MaxValue;
        for (int i = 0; i < Samples; i++)
        {
            ulong before = _read(), nanoseconds = _clock.Nanoseconds, between = _read() - before;
            if (between < least) (least, best) = (between, (before + between / 2, nanoseconds));
        }
        return best;
    }
}
