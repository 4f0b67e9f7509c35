namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Process-context identifiers (Intel SDM 3A 4.10.1). A space belongs to page tables, not to an identifier; it remembers under
/// which of them it is current: under those that have loaded its tables and have not been flushed since. Under any other its
/// entries are compared first, so that a MOV to CR3 that flushes nothing costs nothing.
/// </summary>
internal sealed unsafe partial class SpaceManager
{
    /// <summary>This one and all above it share a bit; a load of CR3 with one of them counts as a flush.</summary>
    private const ushort LastContext = 63;

    /// <summary>The bit of the identifier that runs; without CR4.PCIDE there is only 0.</summary>
    private ulong Context => (_cpu->Cr4 & Cr4.PCIDE) == 0 ? BitOf(0) : BitOf((ushort)(_cpu->Cr3 & 0xFFF));

    private static ulong BitOf(ushort context) => 1UL << Math.Min(context, LastContext);

    private bool IsCurrent(GuestSpace space) => (space.Contexts & Context) != 0;
}
