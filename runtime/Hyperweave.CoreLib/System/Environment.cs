using System.Runtime.CompilerServices;
using System.Runtime.ExceptionHandling;

namespace System;

public static class Environment
{
    public static string NewLine => "\n";

    public static int ProcessorCount => 1;

    public static bool Is64BitProcess => true;

    public static int CurrentManagedThreadId => System.Threading.Thread.CurrentId;

    /// <summary>Milliseconds since boot, from the guest's clock.</summary>
    public static long TickCount64 => Clock.Nanoseconds() / 1_000_000;

    public static int TickCount => (int)TickCount64;

    /// <summary>Prints the message and stops the machine.</summary>
    public static void FailFast(string message)
    {
        Console.WritePanic("Fatal error. ");
        Console.WritePanic(message);
        Console.WritePanic("\n");
        Console.Stop();
    }

    public static void FailFast(string message, Exception exception) => FailFast(message);
}
