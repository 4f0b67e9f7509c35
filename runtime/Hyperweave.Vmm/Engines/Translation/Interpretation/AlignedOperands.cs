using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Memory operands that must be aligned: those of 16 bytes of all SSE instructions but the unaligned moves and the string
/// comparisons (Intel SDM 1 10.4.1.1, 2A 4.1.1), CMPXCHG16B's, FXSAVE's image; of AVX only the moves that say so (14.9). Not SHA's, on
/// which processors differ: the host decides, as its operand is a copy that is no better aligned. AMD's MXCSR.MM, where the host has it,
/// lifts the demand from all but moves (AMD64 APM 2 11.3.2).
/// </summary>
internal static class AlignedOperands
{
    private const uint MisalignedMask = 1 << 17;

    /// <summary>The address must be a multiple of this.</summary>
    internal static int AlignmentOf(in Instruction instruction, uint mxcsr)
    {
        int size = instruction.MemorySize.GetSize();
        if (instruction.Encoding != EncodingKind.Legacy) return OfExtended(instruction.Mnemonic, size);
        return size == 16 && (mxcsr & MisalignedMask) != 0 && !IsMove(instruction.Mnemonic) ? 1 : OfLegacy(instruction.Mnemonic, size);
    }

    private static bool IsMove(Mnemonic mnemonic) => mnemonic is Mnemonic.Movaps or Mnemonic.Movapd or Mnemonic.Movdqa
        or Mnemonic.Movntps or Mnemonic.Movntpd or Mnemonic.Movntdq or Mnemonic.Movntdqa or Mnemonic.Cmpxchg16b;

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
