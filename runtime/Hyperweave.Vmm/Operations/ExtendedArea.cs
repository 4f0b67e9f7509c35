namespace Hyperweave.Vmm.Operations;

/// <summary>
/// XSAVE's area in memory (Intel SDM 1 13.4): FXSAVE's image, a header of 64 bytes, the upper halves of YMM0–YMM15. These come first
/// among the extended states, so that they are at the same place in compacted form.
/// </summary>
internal static unsafe class ExtendedArea
{
    internal const int StatesOffset = 512, FormOffset = 520, AvxOffset = 576, AvxBytes = 256;
    internal const int Alignment = 64, Bytes = AvxOffset + AvxBytes;
    /// <summary>Bit of the word at <see cref="FormOffset"/>, beside the states that have a place.</summary>
    internal const ulong Compacted = 1UL << 63;

    /// <summary>Bytes of an area with these states: AVX is the only one beyond the header.</summary>
    internal static uint SizeOf(ulong states) => (states & Xcr0.Avx) != 0 ? (uint)Bytes : AvxOffset;

    /// <summary>States that may be other than initial (Intel SDM 1 13.6); of the x87's a processor may always say so.</summary>
    internal static ulong StatesInUse(CpuState* cpu)
    {
        bool vectors = new ReadOnlySpan<byte>(cpu->Fxsave + 160, 256).ContainsAnyExcept((byte)0);
        bool upperHalves = new ReadOnlySpan<byte>(cpu->YmmHigh, AvxBytes).ContainsAnyExcept((byte)0);
        return Xcr0.X87 | (vectors ? Xcr0.Sse : 0) | (upperHalves ? Xcr0.Avx : 0);
    }
}
