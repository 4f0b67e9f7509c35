using Hyperweave.Guest;

namespace Threads;

/// <summary>A process: a kernel thread with an address space of its own, which continues in ring 3.</summary>
internal static unsafe class Process
{
    // The stack grows down from the end of the process's region, on demand.
    private const ulong StackTop = DemandPaging.UserStart + DemandPaging.RegionSize;

    public static void Run()
    {
        SystemCalls.Start();
        var space = PageTable.SharingWith(KernelSpace.Table);
        var thread = new KernelThread("process", EnterUserMode) { Space = space };
        Scheduler.Add(thread);
        Scheduler.Join(thread);
        var isPrivate = space.TryTranslate(DemandPaging.UserStart, out _, out _)
            && !KernelSpace.Table.TryTranslate(DemandPaging.UserStart, out _, out _);
        Serial.WriteLine("process: ended with status " + SystemCalls.ExitStatus.ToString()
            + (isPrivate ? ", its memory was its own" : ", its memory was not its own"));
    }

    private static void EnterUserMode() =>
        UserMode.Enter((ulong)(delegate*<ulong, void>)&UserProgram.Start, StackTop, DemandPaging.UserStart);
}
