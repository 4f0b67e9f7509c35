namespace Hyperweave.Hosting.Time;

/// <summary>Time by counting: the same in every run, whatever the host does meanwhile.</summary>
/// <param name="remaining">How many of the granted polls are left.</param>
internal sealed class VirtualClock(Func<int> remaining) : IHostedClock
{
    private const ulong OperationNanoseconds = 100, PollNanoseconds = 10;
    // So that another thread's request, which may miss its poll, waits some milliseconds at most.
    private const ulong MostPolls = 1_000_000;
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private ulong _start;
    private int _granted;

    public ulong Nanoseconds => _start + Used * PollNanoseconds;

    private ulong Used => _granted == 0 ? 0 : (ulong)(_granted - Math.Min(remaining(), _granted));

    public DateTime UtcNow => Epoch.AddTicks((long)(Nanoseconds / 100));

    public void Stop() => (_start, _granted) = (Nanoseconds, 0);

    public void Spend() => _start += OperationNanoseconds;

    public int Grant(ulong deadline)
    {
        Stop();
        ulong distance = deadline > _start ? deadline - _start : 0;
        return _granted = (int)Math.Clamp(distance / PollNanoseconds, 1, MostPolls);
    }

    public void Wait(ulong deadline, ManualResetEventSlim wake) => _start += deadline > Nanoseconds ? deadline - Nanoseconds : 0;

    public void Run(bool running)
    {
    }
}
