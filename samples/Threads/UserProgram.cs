using Hyperweave.Guest;

namespace Threads;

/// <summary>
/// The program that runs in ring 3. It has its stack, its region and system calls; no objects, strings or statics, which
/// are the kernel's memory.
/// </summary>
internal static unsafe class UserProgram
{
    private const int Numbers = 10;
    private const ulong KernelAddress = 0x20_0000;

    public static void Start(ulong region)
    {
        var text = (byte*)region;
        for (ulong index = 0; index < Numbers; index++)
        {
            WriteLine(text, (byte)'F', Fibonacci(index));
            User.SystemCall(SystemCalls.Yield, 0, 0, 0, 0);
        }
        WriteLine(text, (byte)'#', (ulong)User.SystemCall(SystemCalls.ThreadNumber, 0, 0, 0, 0));
        var isRefused = User.SystemCall(SystemCalls.Write, KernelAddress, 8, 0, 0) == SystemCalls.BadAddress
            && User.SystemCall(99, 0, 0, 0, 0) == SystemCalls.NoSuchCall;
        User.SystemCall(SystemCalls.Exit, isRefused ? 7UL : 1UL, 0, 0, 0);
    }

    private static ulong Fibonacci(ulong index)
    {
        ulong current = 0, next = 1;
        for (; index > 0; index--)
            (current, next) = (next, current + next);
        return current;
    }

    // "user X number", the digits from the last to the first.
    private static void WriteLine(byte* text, byte label, ulong number)
    {
        var end = text + 64;
        var start = end;
        *--start = (byte)'\n';
        do
        {
            *--start = (byte)('0' + (number % 10));
            number /= 10;
        }
        while (number != 0);
        *--start = (byte)' ';
        *--start = label;
        *--start = (byte)' ';
        *--start = (byte)'r';
        *--start = (byte)'e';
        *--start = (byte)'s';
        *--start = (byte)'u';
        User.SystemCall(SystemCalls.Write, (ulong)start, (ulong)(end - start), 0, 0);
    }
}
