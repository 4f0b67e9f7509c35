namespace Hyperweave.Vmm.Operations;

/// <summary>
/// XSAVE's area in memory (Intel SDM 1 13.4): FXSAVE's image, a header of 64 bytes, the upper halves of YMM0–YMM15. The compacted form
/// is not offered (XSAVEC, XSAVES).
/// </summary>
internal static class ExtendedArea
{
    internal const int StatesOffset = 512, FormOffset = 520, AvxOffset = 576, AvxBytes = 256;
    internal const int Alignment = 64, Bytes = AvxOffset + AvxBytes;

    /// <summary>Bytes of an area with these states: AVX is the only one beyond the header.</summary>
    internal static uint SizeOf(ulong states) => (states & Xcr0.Avx) != 0 ? (uint)Bytes : AvxOffset;
}
