using System.Runtime.CompilerServices;

namespace CoreLibCases;

internal static class Locks
{
    private static readonly object s_lock = new();
    private static readonly Lock s_newLock = new();
    private static int s_count;

    public static void Run()
    {
        lock (s_lock)
            lock (s_lock)
                s_count++;
        Console.WriteLine(Monitor.TryEnter(s_lock) + " " + Monitor.IsEntered(s_lock));
        Monitor.Exit(s_lock);
        Console.WriteLine(Monitor.IsEntered(s_lock));
        try
        {
            lock (s_lock)
                throw new Exception("inside");
        }
        catch (Exception exception)
        {
            Console.WriteLine(exception.Message + Monitor.IsEntered(s_lock));
        }
        lock (s_newLock)
            s_count++;
        Console.WriteLine(s_newLock.IsHeldByCurrentThread);
        try
        {
            Monitor.Exit(s_lock);
        }
        catch (SynchronizationLockException)
        {
            Console.WriteLine("not entered");
        }
        Synchronized();
        Console.WriteLine(s_count + " " + Interlocked.Increment(ref s_count) + Interlocked.Add(ref s_count, 5) + Interlocked.CompareExchange(ref s_count, 1, 9) + Interlocked.Exchange(ref s_count, 2) + s_count);
        object? place = null;
        Console.WriteLine((Interlocked.CompareExchange(ref place, "set", null) == null) + " " + place);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    private static void Synchronized() => s_count++;
}
