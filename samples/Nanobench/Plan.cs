using Hyperweave.Guest;

namespace Nanobench;

/// <summary>How often each workload is repeated.</summary>
internal sealed class Plan
{
    private const ulong Millisecond = 1_000_000;

    /// <summary>Repetitions before those that count.</summary>
    public int WarmUps { get; private init; }

    /// <summary>Nanoseconds that warming up lasts at least.</summary>
    public ulong WarmUpTime { get; private init; }

    /// <summary>Nanoseconds to leave to the just-in-time compiler, with warm-up, pause, warm-up.</summary>
    public ulong Pause { get; private init; }

    public int Repetitions { get; private init; }

    /// <summary>Repetitions of what is measured by its slowest hundredth.</summary>
    public int ManyRepetitions { get; private init; }

    public static Plan Choose()
    {
        var quick = BootInformation.Option("quick") is not null;
        // CoreCLR compiles a method anew after 30 calls and 100 ms without new methods.
        return Platform.IsHosted()
            ? new Plan { WarmUps = 30, WarmUpTime = 200 * Millisecond, Pause = 150 * Millisecond, Repetitions = quick ? 3 : 7, ManyRepetitions = quick ? 100 : 1000 }
            : new Plan { WarmUps = 1, Repetitions = quick ? 3 : 7, ManyRepetitions = quick ? 100 : 1000 };
    }
}
