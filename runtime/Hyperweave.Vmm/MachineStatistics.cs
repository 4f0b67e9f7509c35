using Hyperweave.Vmm.Engines;

namespace Hyperweave.Vmm;

/// <summary>What the machine counts while it runs. Times are filled in by whoever starts and ends the run.</summary>
public sealed class MachineStatistics
{
    private readonly long[] _exits = new long[Enum.GetValues<ExitKind>().Length];

    /// <summary>Calls by number, <see cref="HypercallNumbers"/> and above counted together in the last entry.</summary>
    public long[] Hypercalls { get; } = new long[HypercallNumbers + 1];

    public const int HypercallNumbers = 0x80;

    /// <summary>Interrupts and exceptions taken to the guest's handlers.</summary>
    public long EventsDelivered { get; set; }

    /// <summary>Exits of kind <see cref="ExitKind.Operation"/>.</summary>
    public InstructionCounts Operations { get; } = new();

    public TimeSpan WallTime { get; set; }

    public void CountExit(ExitKind kind) => _exits[(int)kind]++;

    public void CountHypercall(ulong number) => Hypercalls[Math.Min(number, HypercallNumbers)]++;

    public long ExitsOf(ExitKind kind) => _exits[(int)kind];

    public long TotalExits => _exits.Sum();
}
