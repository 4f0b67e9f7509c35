using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>To the hypervisor and back; without one, the call of an empty function.</summary>
internal static class Hypercalls
{
    public static ulong CallNull(int operations)
    {
        ulong successful = 0;
        for (var operation = 0; operation < operations; operation++)
        {
            if (Platform.NullHypercall() == 0)
                successful++;
        }
        return successful;
    }
}
