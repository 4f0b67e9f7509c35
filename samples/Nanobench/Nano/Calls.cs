using System.Runtime.CompilerServices;

namespace Nanobench.Nano;

/// <summary>CALL and RET: the yardstick for everything else here.</summary>
internal static class Calls
{
    public static ulong CallAndReturn(int operations)
    {
        ulong sum = 0;
        for (var operation = 0; operation < operations; operation++)
            sum = Increment(sum);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Increment(ulong value) => value + 1;
}
