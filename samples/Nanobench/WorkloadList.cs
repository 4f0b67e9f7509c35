using System;
using System.Collections.Generic;
using Hyperweave.Guest;
using Nanobench.Compute;
using Nanobench.Io;
using Nanobench.Nano;

namespace Nanobench;

/// <summary>All workloads, in the order in which they run.</summary>
internal static class WorkloadList
{
    /// <summary>Those that this machine can run and the command line's only= names.</summary>
    public static List<Workload> Selected()
    {
        var names = BootInformation.Option("only");
        var selected = new List<Workload>();
        if (!Platform.IsHosted())
            Add(selected, PrivilegedOperations(), names);
        Add(selected, Computations(), names);
        Add(selected, Devices(), names);
        return selected;
    }

    private static void Add(List<Workload> selected, Workload[] workloads, string? names)
    {
        foreach (var workload in workloads)
        {
            if (names is null || IsNamed(names, workload.Name))
                selected.Add(workload);
        }
    }

    // Whether the comma-separated names hold this one.
    private static bool IsNamed(string names, string name)
    {
        var start = 0;
        for (var index = 0; index <= names.Length; index++)
        {
            if (index < names.Length && names[index] != ',')
                continue;
            if (names.Substring(start, index - start) == name)
                return true;
            start = index + 1;
        }
        return false;
    }

    private static Workload[] PrivilegedOperations() =>
    [
        Nano("call+ret", 1_000_000, Calls.CallAndReturn),
        Nano("cli+sti", 100_000, Flags.DisableAndEnable),
        Nano("pushf+popf", 100_000, Flags.SaveAndRestore),
        Nano("in", 10_000, Ports.Read),
        Nano("out", 10_000, Ports.Write),
        Nano("cpuid", 10_000, Identity.ReadCpuid),
        Nano("rdtsc", 100_000, Identity.ReadCounter),
        Nano("read-cr3", 50_000, Translations.ReadRoot),
        Nano("write-cr3", 500, Translations.WriteRoot),
        new("nano", "invlpg", 2_000, Translations.Invalidate, 2_000) { Prepare = Translations.Prepare },
        new("nano", "page-table-edit", 5_000, Translations.Edit, 5_000) { Prepare = Translations.Prepare },
        new("nano", "page-fault", 250, PageFaults.Touch, 250) { Prepare = PageFaults.Prepare, Finish = PageFaults.Finish },
        new("nano", "divide-error", 1_000, DivideErrors.Divide, 1_000) { Prepare = DivideErrors.Prepare, Finish = DivideErrors.Finish },
        new("nano", "syscall+sysret", 5_000, SystemCalls.CallFromUserMode, 5_000) { Prepare = SystemCalls.Prepare },
        new("nano", "context-switch", 100_000, ContextSwitches.PingPong, 100_000) { Prepare = ContextSwitches.Prepare },
        Nano("hypercall", 100_000, Hypercalls.CallNull),
        new("nano", "timer-interrupt", 50, TimerInterrupts.Wait, 50) { Prepare = TimerInterrupts.Prepare, Finish = TimerInterrupts.Finish, Waiting = TimerInterrupts.Interval },
        new("nano", "timer-late-p99", 1, TimerInterrupts.WaitLong, 1) { Prepare = TimerInterrupts.PrepareLong, Finish = TimerInterrupts.Finish, Elapsed = TimerInterrupts.Lateness, IsTail = true },
    ];

    private static Workload[] Computations() =>
    [
        new("compute", "sieve", 1, Sieve.Run, 664_579) { Prepare = Sieve.Prepare },
        new("compute", "list-l1", 1, ListChase.RunInCache, 3_060_000_000) { Prepare = ListChase.PrepareInCache },
        new("compute", "list-64m", 1, ListChase.RunInMemory, 131_015_246_633) { Prepare = ListChase.PrepareInMemory, Finish = ListChase.Finish },
        new("compute", "quicksort", 1, Quicksort.Run, 6_774_892_608_736_606_517) { Prepare = Quicksort.Prepare },
        new("compute", "sha256", 1, Sha256.Run, 17_503_760_455_954_395_530) { Prepare = Sha256.Prepare },
        new("compute", "matmul", 1, MatrixProduct.Run, 120_413_532_118) { Prepare = MatrixProduct.Prepare },
        new("compute", "crc32", 1, Crc32.Run, 378_026_661) { Prepare = Crc32.Prepare },
        new("compute", "fib", 1, Fibonacci.Run, 14_930_352),
        new("compute", "strings", 1, Strings.Run, 1_187_331_997_927_744_925),
        new("compute", "dictionary", 1, Dictionaries.Run, 39_771_994_457),
    ];

    private static Workload[] Devices() =>
    [
        new("io", "console", 1, ConsoleOutput.WriteMegabyte, ConsoleOutput.Bytes) { Prepare = ConsoleOutput.Prepare },
    ];

    // An operation returns how many it has performed well.
    private static Workload Nano(string name, int operations, Func<int, ulong> run) => new("nano", name, operations, run, (ulong)operations);
}
