using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Memory operands that must lie at a multiple of 16: those of 16 bytes of all SSE instructions but the unaligned moves and the
/// string comparisons (Intel SDM 1 10.4.1.1, 2A 4.1.1), CMPXCHG16B's, and FXSAVE's image.
/// </summary>
internal static class AlignedOperands
{
    internal static bool Has(in Instruction instruction)
    {
        if (instruction.Encoding != EncodingKind.Legacy) return false;
        return instruction.MemorySize.GetSize() switch
        {
            16 => instruction.Mnemonic is not (Mnemonic.Movups or Mnemonic.Movupd or Mnemonic.Movdqu or Mnemonic.Lddqu
                or Mnemonic.Pcmpistri or Mnemonic.Pcmpistrm or Mnemonic.Pcmpestri or Mnemonic.Pcmpestrm or Mnemonic.Pcmpestri64 or Mnemonic.Pcmpestrm64),
            512 => true,
            _ => false,
        };
    }
}
