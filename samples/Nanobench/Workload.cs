using System;

namespace Nanobench;

/// <summary>One thing to measure.</summary>
internal sealed class Workload(string group, string name, int operations, Func<int, ulong> run, ulong expected)
{
    /// <summary>nano, compute or io.</summary>
    public string Group { get; } = group;

    public string Name { get; } = name;

    /// <summary>How many operations one repetition performs.</summary>
    public int Operations { get; } = operations;

    /// <summary>Performs so many operations; its result must be <see cref="Expected"/>.</summary>
    public Func<int, ulong> Run { get; } = run;

    public ulong Expected { get; } = expected;

    /// <summary>What must be there before the first repetition, and what goes away after the last.</summary>
    public Action? Prepare { get; init; }

    public Action? Finish { get; init; }

    /// <summary>Nanoseconds of each operation that are waiting, not work, and are not counted.</summary>
    public ulong Waiting { get; init; }

    /// <summary>Nanoseconds of the operation just performed, where the workload knows better than a clock around it.</summary>
    public Func<ulong>? Elapsed { get; init; }

    /// <summary>Of many repetitions the 99th percentile is reported, not the median of a few.</summary>
    public bool IsTail { get; init; }

    public int Repetitions(Plan plan) => IsTail ? plan.ManyRepetitions : plan.Repetitions;
}
