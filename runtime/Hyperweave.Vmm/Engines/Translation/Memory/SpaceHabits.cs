namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Which way user code of an address space reaches memory: by page biases while pages come and go, by windows once they stay.
/// A window's page costs 8–12 µs and then nothing; a page bias neither signal nor system call, and then some cycles on each access.
/// Time counts while the space's page tables are those of CR3.
/// </summary>
internal sealed class SpaceHabits(TimeProvider clock)
{
    /// <summary>In a period: so many fills of windows are too many, so few of page biases say that the pages stay.</summary>
    internal const int ManyFills = 32, FewFills = 16;
    internal const int PeriodMilliseconds = 4;
    private readonly long _period = clock.TimestampFrequency * PeriodMilliseconds / 1000;

    private readonly Dictionary<ulong, Habit> _habits = [];
    /// <summary>That of CR3, once user code has run there.</summary>
    private Habit? _running;
    private long _entered = clock.GetTimestamp();

    private sealed class Habit
    {
        internal bool IsSoft = true;
        internal int Fills;
        /// <summary>How long it has run in this period until it was left last.</summary>
        internal long Ran;
    }

    /// <summary>Other page tables run from now on.</summary>
    internal void Leave()
    {
        long now = clock.GetTimestamp();
        if (_running is not null) _running.Ran += now - _entered;
        (_running, _entered) = (null, now);
    }

    /// <summary>User code of the space that runs is about to go on: looks back on the period when it is over.</summary>
    internal bool Choose(ulong root)
    {
        var habit = _running ??= Of(root);
        if (!habit.IsSoft && habit.Fills > ManyFills) Begin(habit, isSoft: true);
        else if (IsDue) Begin(habit, isSoft: habit.IsSoft && habit.Fills >= FewFills);
        return habit.IsSoft;
    }

    /// <summary>The way that user code of the space has now, or will begin with.</summary>
    internal bool IsSoft(ulong root) => !_habits.TryGetValue(root, out var habit) || habit.IsSoft;

    /// <summary>The period of what runs is over.</summary>
    internal bool IsDue => _running is not null && _running.Ran + clock.GetTimestamp() - _entered >= _period;

    internal void CountFill()
    {
        if (_running is not null) _running.Fills++;
    }

    /// <summary>The page tables are another process's now, or gone.</summary>
    internal void Forget(ulong root)
    {
        if (!_habits.Remove(root, out var habit) || habit != _running) return;
        (_running, _entered) = (null, clock.GetTimestamp());
    }

    private void Begin(Habit habit, bool isSoft) => (habit.IsSoft, habit.Fills, habit.Ran, _entered) = (isSoft, 0, 0, clock.GetTimestamp());

    private Habit Of(ulong root)
    {
        if (!_habits.TryGetValue(root, out var habit)) _habits[root] = habit = new Habit();
        return habit;
    }
}
