using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>
/// Locks on objects. The 8 bytes before an object hold its lock: the owning thread's number in the low half, how often it
/// entered in the high half; 0 is free. A waiting thread gives up the processor until the lock is free. An interrupt
/// handler must not wait for a lock that its interrupted thread may hold: it runs as that thread, so it would enter.
/// </summary>
public static unsafe class Monitor
{
    private const ulong OneEntry = 1ul << 32;

    public static void Enter(object instance)
    {
        while (!TryEnter(instance))
            Thread.Yield();
    }

    public static void Enter(object instance, ref bool lockTaken)
    {
        if (lockTaken)
            throw new ArgumentException("The lock was taken already.", nameof(lockTaken));
        Enter(instance);
        lockTaken = true;
    }

    public static bool TryEnter(object instance)
    {
        ref ulong word = ref LockWord(instance);
        ulong thread = (uint)Environment.CurrentManagedThreadId;
        if (Interlocked.CompareExchange(ref word, thread | OneEntry, 0) == 0)
            return true;
        if ((uint)word != thread)
            return false;
        word += OneEntry;
        return true;
    }

    public static void TryEnter(object instance, ref bool lockTaken) => lockTaken = TryEnter(instance);

    public static void Exit(object instance)
    {
        ref ulong word = ref LockWord(instance);
        if ((uint)word != (uint)Environment.CurrentManagedThreadId)
            throw new SynchronizationLockException();
        ulong left = word - OneEntry;
        Volatile.Write(ref word, left < OneEntry ? 0 : left);
    }

    public static bool IsEntered(object instance) => (uint)LockWord(instance) == (uint)Environment.CurrentManagedThreadId;

    private static ref ulong LockWord(object instance)
    {
        if (instance is null)
            throw new ArgumentNullException(nameof(instance));
        return ref Unsafe.Subtract(ref Unsafe.As<byte, ulong>(ref Unsafe.As<RawData>(instance).Data), 2);
    }
}
