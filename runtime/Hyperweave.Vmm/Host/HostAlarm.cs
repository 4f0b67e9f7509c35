using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// A deadline with the precision of the kernel's timers, at which the processor's own thread leaves guest code: a POSIX timer that
/// signals it (timer_create(2), SIGEV_THREAD_ID). However busy the host is, whoever goes on with the guest meets the signal first.
/// It rings again and again until it is set anew: see <see cref="SignalHandlers.ExitRequest"/>. A deadline that is
/// nearer than an alarm costs is waited for instead, without a signal: a tick right behind a wake-up, most often.
/// </summary>
internal sealed unsafe class HostAlarm : IAlarm, IDisposable
{
    private const int ClockMonotonic = 1, NotifyThread = 4;
    private const ulong Second = 1_000_000_000;
    /// <summary>What a signal costs, twice: a guest with one deadline after the other comes to run between them.</summary>
    private const ulong Least = 10_000;
    private const long Again = 200_000;
    /// <summary>Setting the timer, its interrupt and the signal took 60 microseconds on a nested machine.</summary>
    private const ulong Near = 20_000;
    /// <summary>From one wait to the next at least: a guest with one near deadline after the other comes to run.</summary>
    private const ulong Breath = 500_000;

    private readonly IMachineClock _clock;
    private readonly nint _timer;
    private ulong _mayWait;

    /// <summary>For the processor's thread that calls this.</summary>
    /// <exception cref="HostException">The host gives no timer.</exception>
    internal HostAlarm(IMachineClock clock)
    {
        _clock = clock;
        var notification = new Notification { Signal = Signals.Leave, Kind = NotifyThread, Thread = Libc.GetThreadId() };
        nint timer;
        if (CreateTimer(ClockMonotonic, &notification, &timer) != 0) throw HostException.FromErrno("timer_create");
        _timer = timer;
    }

    public bool Set(ulong deadline)
    {
        if (deadline == TimerQueue.Never)
        {
            Arm(0);
            return true;
        }
        ulong now = _clock.Nanoseconds;
        if (deadline <= now + Near && now >= _mayWait)
        {
            _mayWait = now + Breath;
            while (_clock.Nanoseconds < deadline) X86Base.Pause();
            return false;
        }
        Arm(Math.Max(deadline > now ? deadline - now : 0, Least));
        return true;
    }

    public void Dispose() => _ = DeleteTimer(_timer);

    private void Arm(ulong nanoseconds)
    {
        var time = new TimerSetting { IntervalNanoseconds = Again, Seconds = (long)(nanoseconds / Second), Nanoseconds = (long)(nanoseconds % Second) };
        if (SetTimer(_timer, 0, &time, null) != 0) throw HostException.FromErrno("timer_settime");
    }

    /// <summary>struct sigevent: 64 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Notification
    {
        [FieldOffset(8)] public int Signal;
        [FieldOffset(12)] public int Kind;
        [FieldOffset(16)] public int Thread;
    }

    /// <summary>struct itimerspec: 32 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimerSetting
    {
        public long IntervalSeconds, IntervalNanoseconds, Seconds, Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "timer_create", SetLastError = true)]
    private static extern int CreateTimer(int clock, Notification* notification, nint* timer);

    [DllImport("libc", EntryPoint = "timer_settime", SetLastError = true)]
    private static extern int SetTimer(nint timer, int flags, TimerSetting* value, TimerSetting* old);

    [DllImport("libc", EntryPoint = "timer_delete", SetLastError = true)]
    private static extern int DeleteTimer(nint timer);
}
