namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>A page of a space's guest addresses that regions were made from.</summary>
internal sealed class SpacePage
{
    private const ulong Nowhere = ulong.MaxValue;

    /// <summary>Its physical address when a region was last found sound; none where its page-table entries have changed since.</summary>
    internal ulong Physical { get; private set; } = Nowhere;

    /// <summary>How many regions of the physical page have been looked at.</summary>
    internal int Seen { get; set; }

    /// <summary>Those that may be entered.</summary>
    internal List<Region> Regions { get; } = [];

    /// <summary>Entries of the second tier, a bit for each address: the first tier does not go past them. Null where there never were any.</summary>
    internal PageBits? SecondTier { get; private set; }

    internal void Lead(ulong physical) => (Physical, Seen) = (physical, 0);

    /// <summary>Where it leads is not known any more; false where it was not.</summary>
    internal bool Forget()
    {
        if (Physical == Nowhere) return false;
        Physical = Nowhere;
        return true;
    }

    internal void MarkSecondTier(ulong rip) => (SecondTier ??= new PageBits())[rip] = true;

    internal void UnmarkSecondTier(ulong rip) => SecondTier?[rip] = false;
}
