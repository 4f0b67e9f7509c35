using System.Diagnostics;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Which way user code of an address space reaches memory: by page biases while pages come and go, by windows once they stay.
/// A window's page costs 8–12 µs and then nothing; a page bias neither signal nor system call, and then some cycles on each access.
/// </summary>
internal sealed class SpaceHabits
{
    /// <summary>In a period: so many fills of windows are too many, so few of page biases say that the pages stay.</summary>
    internal const int ManyFills = 32, FewFills = 16;
    internal const int PeriodMilliseconds = 2;
    private static readonly long Period = Stopwatch.Frequency * PeriodMilliseconds / 1000;

    private readonly Dictionary<ulong, Habit> _habits = [];

    private sealed class Habit
    {
        internal bool IsSoft = true;
        internal int Fills;
        internal long Since = Stopwatch.GetTimestamp();
    }

    /// <summary>User code of the space is about to run: looks back on the last period.</summary>
    internal bool Choose(ulong root)
    {
        var habit = Of(root);
        if (!habit.IsSoft && habit.Fills > ManyFills) Turn(habit, isSoft: true);
        long now = Stopwatch.GetTimestamp();
        if (now - habit.Since < Period) return habit.IsSoft;
        if (habit.IsSoft && habit.Fills < FewFills) Turn(habit, isSoft: false);
        (habit.Since, habit.Fills) = (now, 0);
        return habit.IsSoft;
    }

    internal void CountFill(ulong root)
    {
        if (_habits.TryGetValue(root, out var habit)) habit.Fills++;
    }

    /// <summary>The page tables are another process's now, or gone.</summary>
    internal void Forget(ulong root) => _habits.Remove(root);

    private static void Turn(Habit habit, bool isSoft) => (habit.IsSoft, habit.Fills, habit.Since) = (isSoft, 0, Stopwatch.GetTimestamp());

    private Habit Of(ulong root)
    {
        if (!_habits.TryGetValue(root, out var habit)) _habits[root] = habit = new Habit();
        return habit;
    }
}
