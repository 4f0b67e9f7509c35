namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>A guest page, of 4 KiB or 2 MiB, as it is mapped in a window.</summary>
internal struct MappedRun
{
    /// <summary>Guest-virtual address and length in bytes.</summary>
    internal ulong Start, Length;
    internal ulong Physical;
    internal bool Writable;
}

/// <summary>
/// 512 GiB of host addresses that stand for one slot (bits 63..39) of one guest address space, with 64 GiB on either side in
/// which nothing is ever mapped: an access whose bias was looked up a little way off falls there and faults.
/// </summary>
internal sealed class Window(ulong slot, ulong hostStart)
{
    internal const ulong Bytes = 1UL << EngineLayout.SlotShift;
    internal const ulong Guard = 64UL << 30;
    internal const ulong Reserved = Bytes + 2 * Guard;
    private const ulong LargePage = 2 << 20;

    /// <summary>Index in the bias table: 25 bits.</summary>
    internal ulong Slot => slot;

    internal ulong HostStart => hostStart;

    /// <summary>Host address minus guest address.</summary>
    internal ulong Bias => hostStart - (slot << EngineLayout.SlotShift);

    /// <summary>What is mapped, by guest address; runs do not overlap.</summary>
    internal Dictionary<ulong, MappedRun> Runs { get; } = [];

    /// <summary>Pages of 4 KiB that are mapped without access, and what they showed: a page that comes and goes costs the host less so.</summary>
    internal Dictionary<ulong, ulong> Vacant { get; } = [];

    internal bool ContainsHost(ulong host) => host - hostStart < Bytes;

    /// <summary>The run that an address lies in.</summary>
    internal bool TryFind(ulong address, out MappedRun run) =>
        (Runs.TryGetValue(address & ~0xFFFUL, out run) || Runs.TryGetValue(address & ~(LargePage - 1), out run)) && address - run.Start < run.Length;
}
