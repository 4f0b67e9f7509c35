using System.Runtime.CompilerServices;

namespace CoreLibCases;

/// <summary>Not one of the cases: an exception that nobody catches ends the machine, or the process.</summary>
internal static class Unhandled
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Throw(int depth)
    {
        try
        {
            Deeper(depth);
        }
        catch (FormatException)
        {
            Console.WriteLine("not this one");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Deeper(int depth) => throw new InvalidOperationException("no handler at depth " + depth);
}
