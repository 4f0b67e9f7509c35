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

    private readonly Func<ulong> _read;
    private readonly IMachineClock _clock;
    private readonly ulong _startTicks, _startNanoseconds;
    private ulong _frequency;

    public CalibratedCounter(Func<ulong> read, IMachineClock clock)
    {
        (_read, _clock) = (read, clock);
        (_startTicks, _startNanoseconds) = (read(), clock.Nanoseconds);
    }

    public ulong Read() => _read();

    public ulong Frequency => _frequency != 0 ? _frequency : _frequency = Measure();

    private ulong Measure()
    {
        ulong elapsed;
        while ((elapsed = _clock.Nanoseconds - _startNanoseconds) < LeastNanoseconds) Thread.SpinWait(100);
        ulong frequency = (ulong)((UInt128)(_read() - _startTicks) * Second / elapsed);
        // To 10 kHz: the rest is noise, and a guest prints it.
        return (frequency + 5_000) / 10_000 * 10_000;
    }
}
