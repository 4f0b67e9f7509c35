namespace System.Diagnostics;

/// <summary>Measures time by the guest's clock, in nanoseconds.</summary>
public class Stopwatch
{
    public static readonly long Frequency = 1_000_000_000;
    public static readonly bool IsHighResolution = true;

    private const long NanosecondsPerMillisecond = 1_000_000;

    private long _elapsed;
    private long _started;

    public bool IsRunning { get; private set; }

    public long ElapsedTicks => IsRunning ? _elapsed + GetTimestamp() - _started : _elapsed;

    public long ElapsedMilliseconds => ElapsedTicks / NanosecondsPerMillisecond;

    public static long GetTimestamp() => Clock.Nanoseconds();

    public static Stopwatch StartNew()
    {
        Stopwatch watch = new();
        watch.Start();
        return watch;
    }

    public void Start()
    {
        if (IsRunning)
            return;
        _started = GetTimestamp();
        IsRunning = true;
    }

    public void Stop()
    {
        _elapsed = ElapsedTicks;
        IsRunning = false;
    }

    public void Reset()
    {
        _elapsed = 0;
        IsRunning = false;
    }

    public void Restart()
    {
        Reset();
        Start();
    }
}
