using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The table that translated code looks a bias up in. Every one of its 2^25 words leads into a window or nowhere: words of
/// non-canonical slots are zero, so that the address stays non-canonical; words of slots not in use, and of the two
/// non-canonical slots next to canonical ones, hold a poison that makes any address near them non-canonical.
/// </summary>
internal sealed unsafe class BiasTable
{
    private const ulong PoisonBase = 0x4000_0000_0000_0000;
    private readonly ulong* _words;

    /// <param name="place">Offset from GS base.</param>
    internal BiasTable(ProcessorContext context, int place)
    {
        _words = (ulong*)(context.Base + place);
        for (ulong slot = 0; slot <= 256; slot++)
        {
            Clear(slot);
            Clear(EngineLayout.SlotCount - 1 - slot);
        }
    }

    internal static ulong SlotOf(ulong address) => address >> EngineLayout.SlotShift;

    internal static bool IsPoison(ulong bias) => bias >> 56 == PoisonBase >> 56;

    internal ulong this[ulong slot]
    {
        get => _words[slot];
        set => _words[slot] = value;
    }

    internal void Set(Window window) => _words[window.Slot] = window.Bias;

    internal void Clear(ulong slot) => _words[slot] = PoisonBase;
}
