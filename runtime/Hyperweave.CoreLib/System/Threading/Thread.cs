using System.Runtime;
using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>What this library needs to know of the guest's threads. Threads themselves are the guest's (KernelThread).</summary>
public static class Thread
{
    /// <summary>Number of the running thread, from 1 on; a hook that the guest assembly provides.</summary>
    [RuntimeImport("*", "hw_thread_id")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int RunningThread();

    /// <summary>Lets another thread run; a hook that the guest assembly provides.</summary>
    [RuntimeImport("*", "hw_thread_yield")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void YieldProcessor();

    internal static int CurrentId => RunningThread();

    public static bool Yield()
    {
        YieldProcessor();
        return true;
    }

    public static void SpinWait(int iterations)
    {
        for (int i = 0; i < iterations; i++)
            Interlocked.MemoryBarrier();
    }

    public static void MemoryBarrier() => Interlocked.MemoryBarrier();
}
