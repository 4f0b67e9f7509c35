namespace Kernel_1;

/// <summary>Something to compute.</summary>
internal static class Primes
{
    /// <summary>How many primes are below a limit, by the sieve of Eratosthenes.</summary>
    public static int CountBelow(int limit)
    {
        var composite = new bool[limit];
        var count = 0;
        for (var candidate = 2; candidate < limit; candidate++)
        {
            if (composite[candidate])
                continue;
            count++;
            for (var multiple = 2 * candidate; multiple < limit; multiple += candidate)
                composite[multiple] = true;
        }
        return count;
    }
}
