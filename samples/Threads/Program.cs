using Hyperweave.Guest;

namespace Threads;

/// <summary>
/// A small kernel: its own page tables, memory on demand, threads that a timer interrupt takes turns with, and a process
/// in ring 3. Read the files in the order in which Main calls them.
/// </summary>
internal static class Program
{
    private static void Main()
    {
        if (Platform.IsHosted())
        {
            Serial.WriteLine("Threads is a kernel: boot Threads.elf.");
            return;
        }
        Serial.WriteLine("Threads: a small kernel");
        Interrupts.Initialize();
        Pages.Demonstrate();
        KernelSpace.Enter();
        DemandPaging.Start();
        DemandPaging.Demonstrate();
        Scheduler.Start();
        Workers.Run();
        Process.Run();
        Scheduler.Stop();
        Summary();
        Platform.Shutdown(0);
    }

    private static void Summary()
    {
        Serial.WriteLine("summary: " + DemandPaging.Faults.ToString() + " pages on demand, "
            + SystemCalls.Count.ToString() + " system calls, " + (Scheduler.Preemptions > 0 ? "preempted" : "never preempted"));
        Serial.WriteLine("done");
    }
}
