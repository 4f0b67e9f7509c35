using System;
using Hyperweave.Guest;

namespace Nanobench;

/// <summary>Warms a workload up, repeats it, reports. Every repetition's result is checked.</summary>
internal static class Measurement
{
    // Only managed workloads pause; two rounds cover both of the compiler's tiers.
    private const int WarmUpRounds = 2;

    public static void Perform(Workload workload, Plan plan)
    {
        workload.Prepare?.Invoke();
        WarmUp(workload, plan);
        var times = new ulong[workload.Repetitions(plan)];
        Report.Begin(workload, plan);
        for (var repetition = 0; repetition < times.Length; repetition++)
            times[repetition] = Time(workload);
        Report.End(workload, times);
        workload.Finish?.Invoke();
    }

    private static void WarmUp(Workload workload, Plan plan)
    {
        if (workload.Group == "io")
            return;
        // Objects that the core library makes once and keeps must not lie between a mark and its release.
        workload.Run(workload.Operations);
        for (var round = 0; round < WarmUpRounds; round++)
        {
            var start = Timer.Nanoseconds();
            for (var call = 0; call < plan.WarmUps || Timer.Nanoseconds() - start < plan.WarmUpTime; call++)
                Time(workload);
            if (plan.Pause == 0)
                return;
            Wait(plan.Pause);
        }
    }

    private static void Wait(ulong nanoseconds)
    {
        var end = Timer.Nanoseconds() + nanoseconds;
        while (Timer.Nanoseconds() < end)
            Cpu.Pause();
    }

    // One repetition in picoseconds per operation.
    private static ulong Time(Workload workload)
    {
        var mark = Heap.Mark();
        var start = Timer.Nanoseconds();
        var result = workload.Run(workload.Operations);
        var elapsed = Timer.Nanoseconds() - start;
        Heap.Release(mark);
        if (result != workload.Expected)
            Report.Fail(workload, result);
        if (workload.Elapsed is not null)
            elapsed = workload.Elapsed();
        var waiting = workload.Waiting * (ulong)workload.Operations;
        return (elapsed - Math.Min(waiting, elapsed)) * 1000 / (ulong)workload.Operations;
    }
}
