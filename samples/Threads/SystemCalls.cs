using System;
using Hyperweave.Guest;

namespace Threads;

/// <summary>The kernel's services for a process. Numbers and arguments come from ring 3 and are not to be trusted.</summary>
internal static unsafe class SystemCalls
{
    /// <summary>(address, length) → bytes written to the console; the bytes must lie in the process's region.</summary>
    public const ulong Write = 1;

    /// <summary>() → the number of the calling thread.</summary>
    public const ulong ThreadNumber = 2;

    /// <summary>() → 0. Lets other threads run.</summary>
    public const ulong Yield = 3;

    /// <summary>(status) does not return.</summary>
    public const ulong Exit = 4;

    /// <summary>The answer to a call with a bad address, and to one with a number that means nothing.</summary>
    public const long BadAddress = -14;
    public const long NoSuchCall = -38;

    private const ulong LongestWrite = 4096;

    public static int Count { get; private set; }

    public static ulong ExitStatus { get; private set; }

    public static void Start()
    {
        Trap.EnableSystemCalls();
        Interrupts.SetSystemCallHandler(&Handle);
    }

    private static void Handle(InterruptFrame* frame)
    {
        Count++;
        frame->Rax = (ulong)Perform(frame->Rdi, frame->Rsi, frame->Rdx);
    }

    private static long Perform(ulong number, ulong first, ulong second)
    {
        switch (number)
        {
            case Write:
                return WriteBytes(first, second);
            case ThreadNumber:
                return KernelThread.Current.Id;
            case Yield:
                Scheduler.SwitchToNext();
                return 0;
            case Exit:
                ExitStatus = first;
                KernelThread.Exit();
                return 0;
            default:
                return NoSuchCall;
        }
    }

    private static long WriteBytes(ulong address, ulong length)
    {
        if (length > LongestWrite || !DemandPaging.IsUserRange(address, length))
            return BadAddress;
        Platform.ConsoleWrite(new ReadOnlySpan<byte>((void*)address, (int)length));
        return (long)length;
    }
}
