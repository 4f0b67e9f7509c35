using System.Runtime.CompilerServices;
using Hyperweave.Guest;

namespace CoreLibCases;

internal static class HardwareExceptions
{
    private sealed class Node
    {
        public int Value;
        public Node? Next;
    }

    private interface IThing
    {
        int Get();
    }

    public static void Run()
    {
        for (var i = 0; i < 3; i++)
        {
            Console.WriteLine(Catch(() => 10 / Zero()) + Catch(() => 10 % Zero()) + Catch(() => (int)(10L / Zero())));
            Console.WriteLine(Catch(() => NoNode()!.Value) + Catch(() => NoNode()!.Next!.Value) + Catch(() => NoString()!.Length) + Catch(() => NoArray()![0]));
        }
        Console.WriteLine(Catch(() => NoThing()!.Get()) + Catch(() => { NoNode()!.Next = null; return 0; }));
        Console.WriteLine(Catch(() => { object? nothing = NoString(); return nothing!.GetHashCode(); }) + Catch(() => int.MinValue / (Zero() - 1)));
        try
        {
            try
            {
                Console.WriteLine(1 / Zero());
            }
            finally
            {
                Console.WriteLine("finally after a fault");
            }
        }
        catch (ArithmeticException exception) when (exception is DivideByZeroException)
        {
            Console.WriteLine(exception.Message);
        }
        Console.WriteLine(KeepsInterruptsEnabled());
    }

    // A trap masks interrupts; after the exception is caught they must be as they were before.
    private static bool KeepsInterruptsEnabled()
    {
        if (Platform.IsHosted())
            return true;
        Cpu.Sti();
        Catch(() => NoNode()!.Value);
        var enabled = Cpu.InterruptsEnabled();
        Cpu.Cli();
        return enabled;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Zero() => 0;

    private static Node? NoNode() => Zero() == 0 ? null : new Node();

    private static string? NoString() => Zero() == 0 ? null : "";

    private static int[]? NoArray() => Zero() == 0 ? null : [1];

    private static IThing? NoThing() => Zero() == 0 ? null : throw new Exception();

    private static string Catch(Func<int> action)
    {
        try
        {
            return action() + " ";
        }
        catch (DivideByZeroException)
        {
            return "divide ";
        }
        catch (NullReferenceException)
        {
            return "null ";
        }
        catch (OverflowException)
        {
            return "overflow ";
        }
    }
}
