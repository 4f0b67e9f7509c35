using System.Runtime.InteropServices;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// One thread sleeps here until another rings, or until a time has passed, with the precision of the kernel's timers: a futex
/// (futex(2)), because .NET's waits count milliseconds.
/// </summary>
internal sealed unsafe class Doorbell
{
    private const int Quiet = 0, Rung = 1, Awaited = 2;
    private const long FutexCall = 202;
    private const int WaitPrivate = 0 | 128, WakePrivate = 1 | 128;
    private const ulong Second = 1_000_000_000;
    /// <summary>What the kernel would not take as a time, or would take as the past.</summary>
    private const ulong Longest = 1_000_000 * Second;

    // Pinned: the kernel is told its address.
    private readonly int[] _state = GC.AllocateArray<int>(1, pinned: true);

    private ref int State => ref _state[0];

    /// <summary>From any thread.</summary>
    /// <returns>Whether somebody slept, who is awake now.</returns>
    internal bool Ring()
    {
        if (Interlocked.Exchange(ref State, Rung) != Awaited) return false;
        fixed (int* state = _state) Futex(FutexCall, state, WakePrivate, 1, null);
        return true;
    }

    /// <summary><see cref="Ring"/> was called since the last wait or <see cref="Silence"/>.</summary>
    internal bool HasRung => Volatile.Read(ref State) == Rung;

    /// <summary>Sleeps until <see cref="Ring"/>, not at all if it <see cref="HasRung"/>. May return early.</summary>
    /// <returns>Whether it rang.</returns>
    internal bool Wait(ulong nanoseconds)
    {
        if (Interlocked.CompareExchange(ref State, Awaited, Quiet) == Quiet)
        {
            ulong time = Math.Min(nanoseconds, Longest);
            var limit = new TimeSpecification { Seconds = (long)(time / Second), Nanoseconds = (long)(time % Second) };
            fixed (int* state = _state) Futex(FutexCall, state, WaitPrivate, Awaited, &limit);
        }
        return Interlocked.Exchange(ref State, Quiet) == Rung;
    }

    internal void Silence() => Interlocked.Exchange(ref State, Quiet);

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds, Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern long Futex(long number, int* word, int operation, int value, TimeSpecification* limit);
}
