namespace Hyperweave.Vmm.GuestMemory;

/// <summary>
/// Where RAM stands in the guest-physical address space: from 0 up to at most 3 GiB, the rest from 4 GiB up. The gap holds
/// the local APIC and other device memory, as on a PC. RAM itself is one contiguous block; this is the arithmetic between.
/// </summary>
public static class GuestMemoryMap
{
    public const ulong PageSize = 4096;
    public const ulong LowLimit = 3UL << 30;
    public const ulong HighStart = 4UL << 30;

    /// <summary>Finds the offset in the RAM block of a guest-physical range that lies in RAM completely.</summary>
    public static bool TryOffset(ulong ramSize, ulong physical, ulong length, out ulong offset)
    {
        ulong low = Math.Min(ramSize, LowLimit);
        offset = physical;
        if (physical < low) return length <= low - physical;
        if (physical < HighStart) return false;
        ulong above = physical - HighStart;
        offset = LowLimit + above;
        return ramSize > LowLimit && above < ramSize - LowLimit && length <= ramSize - LowLimit - above;
    }

    /// <summary>The RAM regions: start and length in guest-physical bytes.</summary>
    public static IEnumerable<(ulong Start, ulong Length)> Regions(ulong ramSize)
    {
        yield return (0, Math.Min(ramSize, LowLimit));
        if (ramSize > LowLimit) yield return (HighStart, ramSize - LowLimit);
    }
}
