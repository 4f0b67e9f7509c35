using System;

namespace Nanobench.Compute;

/// <summary>The sieve of Eratosthenes: how many primes are there below the bound?</summary>
internal static class Sieve
{
    private const int Bound = 10_000_000;

    private static bool[]? s_composite;

    public static void Prepare() => s_composite = new bool[Bound];

    public static ulong Run(int operations)
    {
        var composite = s_composite!;
        Array.Clear(composite);
        ulong primes = 0;
        for (var number = 2; number < composite.Length; number++)
        {
            if (composite[number])
                continue;
            primes++;
            for (var multiple = (long)number * number; multiple < composite.Length; multiple += number)
                composite[multiple] = true;
        }
        return primes;
    }
}
