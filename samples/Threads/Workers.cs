using Hyperweave.Guest;

namespace Threads;

/// <summary>Three threads that compute without ever giving the processor away of their own will.</summary>
internal static class Workers
{
    private const int Count = 3;
    private const int PreemptionsToSee = 4;

    private static readonly string[] s_names = ["alpha", "beta", "gamma"];
    private static readonly int[] s_primes = new int[Count];

    public static void Run()
    {
        var threads = new KernelThread[Count];
        for (var index = 0; index < Count; index++)
        {
            var number = index;
            threads[index] = new KernelThread(s_names[index], () => Work(number));
            Scheduler.Add(threads[index]);
        }
        foreach (var thread in threads)
            Scheduler.Join(thread);
        for (var index = 0; index < Count; index++)
            Serial.WriteLine("thread " + threads[index].Name + ": " + s_primes[index].ToString() + " primes");
    }

    // At least until the timer has been seen to interrupt: so the threads really ran side by side, however fast the machine is.
    private static void Work(int number)
    {
        var seen = Scheduler.Preemptions;
        do
            s_primes[number] = CountPrimes(10_000 * (number + 1));
        while (Scheduler.Preemptions - seen < PreemptionsToSee);
    }

    private static int CountPrimes(int bound)
    {
        var count = 0;
        for (var number = 2; number < bound; number++)
        {
            if (IsPrime(number))
                count++;
        }
        return count;
    }

    private static bool IsPrime(int number)
    {
        for (var divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0)
                return false;
        }
        return true;
    }
}
