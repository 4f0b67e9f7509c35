using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>Who the processor is, and what its counter says.</summary>
internal static class Identity
{
    public static ulong ReadCpuid(int operations)
    {
        var first = Cpu.Cpuid(0, 0);
        ulong same = 0;
        for (var operation = 0; operation < operations; operation++)
        {
            var result = Cpu.Cpuid(0, 0);
            if (result.Eax == first.Eax && result.Ebx == first.Ebx)
                same++;
        }
        return same;
    }

    public static ulong ReadCounter(int operations)
    {
        ulong ascending = 0;
        var previous = Cpu.Rdtsc();
        for (var operation = 0; operation < operations; operation++)
        {
            var counter = Cpu.Rdtsc();
            if (counter >= previous)
                ascending++;
            previous = counter;
        }
        return ascending;
    }
}
