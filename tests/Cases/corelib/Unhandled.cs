using System.Runtime.CompilerServices;

namespace CoreLibCases;

/// <summary>Not one of the cases: the machine ends, or the process, by an exception that nobody catches, a panic, a page fault.</summary>
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
    public static void Panic(string message) => Hyperweave.Guest.Panic.Stop(message);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static unsafe void Fault(ulong address) => *(int*)address = 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Deeper(int depth) => throw new InvalidOperationException("no handler at depth " + depth);
}
