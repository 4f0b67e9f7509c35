namespace Hyperweave.Guest;

/// <summary>A run of physical memory: addresses in bytes, the end not included.</summary>
public readonly record struct MemoryRegion(ulong Start, ulong End, bool IsUsable)
{
    /// <summary>In bytes.</summary>
    public ulong Length => End - Start;
}
