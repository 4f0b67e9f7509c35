using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>A bit for each address of a page.</summary>
internal sealed class PageBits
{
    private readonly ulong[] _bits = new ulong[GuestMemoryMap.PageSize / 64];

    internal bool this[ulong address]
    {
        get => (_bits[(address & 0xFFF) >> 6] >> (int)(address & 63) & 1) != 0;
        set
        {
            if (value) _bits[(address & 0xFFF) >> 6] |= 1UL << (int)(address & 63);
            else _bits[(address & 0xFFF) >> 6] &= ~(1UL << (int)(address & 63));
        }
    }
}
