using System.Runtime.CompilerServices;

namespace Nanobench.Compute;

/// <summary>Fibonacci numbers by their definition: calls and returns.</summary>
internal static class Fibonacci
{
    private const int Index = 36;

    public static ulong Run(int operations) => (ulong)Number(Index);

    // A compiler may inline the first levels of a recursion; here every level is to be a call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Number(int index) => index < 2 ? index : Number(index - 1) + Number(index - 2);
}
