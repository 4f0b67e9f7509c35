namespace Nanobench.Compute;

/// <summary>Fibonacci numbers by their definition: calls and returns.</summary>
internal static class Fibonacci
{
    private const int Index = 37;

    public static ulong Run(int operations) => (ulong)Number(Index);

    private static int Number(int index) => index < 2 ? index : Number(index - 1) + Number(index - 2);
}
