using System.Runtime.InteropServices;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// A deadline with the precision of the kernel's timers: a timerfd on the monotonic clock, and a thread that waits for it.
/// </summary>
internal sealed unsafe class HostAlarm : IAlarm, IDisposable
{
    private const int ClockMonotonic = 1, CloseOnExec = 0x80000;
    private const ulong Second = 1_000_000_000;

    private readonly IMachineClock _clock;
    private readonly Action _ring;
    private readonly int _descriptor;
    private readonly Thread _thread;
    private volatile bool _disposed;

    /// <param name="ring">Called on the alarm's own thread.</param>
    /// <exception cref="HostException">The host gives no timer.</exception>
    internal HostAlarm(IMachineClock clock, Action ring)
    {
        (_clock, _ring) = (clock, ring);
        _descriptor = CreateTimer(ClockMonotonic, CloseOnExec);
        if (_descriptor < 0) throw HostException.FromErrno("timerfd_create");
        _thread = new Thread(Wait) { IsBackground = true, Name = "alarm" };
        _thread.Start();
    }

    public void Set(ulong deadline)
    {
        if (deadline == TimerQueue.Never)
        {
            Arm(0);
            return;
        }
        ulong now = _clock.Nanoseconds;
        // Zero would disarm: a deadline that has passed rings in a nanosecond.
        Arm(deadline > now ? deadline - now : 1);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Arm(1);
        _thread.Join();
        Libc.Close(_descriptor);
    }

    private void Arm(ulong nanoseconds)
    {
        var time = new TimerSetting { Seconds = (long)(nanoseconds / Second), Nanoseconds = (long)(nanoseconds % Second) };
        if (SetTimer(_descriptor, 0, &time, null) != 0) throw HostException.FromErrno("timerfd_settime");
    }

    private void Wait()
    {
        Libc.WakeOnTime();
        while (!_disposed)
        {
            ulong expirations;
            if (Read(_descriptor, &expirations, sizeof(ulong)) == sizeof(ulong) && !_disposed) _ring();
        }
    }

    /// <summary>struct itimerspec: 32 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimerSetting
    {
        public long IntervalSeconds, IntervalNanoseconds, Seconds, Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static extern int CreateTimer(int clock, int flags);

    [DllImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static extern int SetTimer(int descriptor, int flags, TimerSetting* value, TimerSetting* old);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint Read(int descriptor, void* buffer, nint count);
}
