using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Memory operands that must be aligned: those of 16 bytes of all SSE instructions but the unaligned moves and the string
/// comparisons (Intel SDM 1 10.4.1.1, 2A 4.1.1), CMPXCHG16B's, FXSAVE's image; of AVX only the moves that say so (14.9). Not SHA's, on
/// which processors differ: the host decides, as its operand is a copy that is no better aligned.
/// </summary>
internal static class AlignedOperands
{
    /// <summary>The address must be a multiple of this.</summary>
    internal static int AlignmentOf(in Instruction instruction)
    {
        int size = instruction.MemorySize.GetSize();
        return instruction.Encoding == EncodingKind.Legacy ? OfLegacy(instruction.Mnemonic, size) : OfExtended(instruction.Mnemonic, size);
    }

    private static int OfLegacy(Mnemonic mnemonic, int size) => size switch
    {
        16 when mnemonic is not (Mnemonic.Movups or Mnemonic.Movupd or Mnemonic.Movdqu or Mnemonic.Lddqu
            or Mnemonic.Pcmpistri or Mnemonic.Pcmpistrm or Mnemonic.Pcmpestri or Mnemonic.Pcmpestrm or Mnemonic.Pcmpestri64 or Mnemonic.Pcmpestrm64
            or Mnemonic.Sha1msg1 or Mnemonic.Sha1msg2 or Mnemonic.Sha1nexte or Mnemonic.Sha1rnds4
            or Mnemonic.Sha256msg1 or Mnemonic.Sha256msg2 or Mnemonic.Sha256rnds2) => 16,
        512 => 16,
        _ => 1,
    };

    private static int OfExtended(Mnemonic mnemonic, int size) => mnemonic is Mnemonic.Vmovaps or Mnemonic.Vmovapd or Mnemonic.Vmovdqa
        or Mnemonic.Vmovntps or Mnemonic.Vmovntpd or Mnemonic.Vmovntdq or Mnemonic.Vmovntdqa ? size : 1;
}
