using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The extensions whose instructions the guest may execute as they stand: those that <see cref="Operations.ProcessorModel"/> shows, and
/// those whose encodings are hints or older instructions where the extension is missing (reserved NOPs, TZCNT and LZCNT). All
/// others raise #UD, whatever the host has; what the machine plays does not pass here.
/// </summary>
internal static class OfferedFeatures
{
    private static readonly bool[] Known = Build();

    internal static bool Have(Code code) => Known[(int)code];

    private static bool[] Build()
    {
        var codes = Enum.GetValues<Code>();
        var known = new bool[codes.Length];
        foreach (var code in codes) known[(int)code] = IsCompatible(code.Mnemonic()) || Array.TrueForAll([.. code.CpuidFeatures()], IsShown);
        return known;
    }

    private static bool IsCompatible(Mnemonic mnemonic) => mnemonic is Mnemonic.Tzcnt or Mnemonic.Lzcnt or Mnemonic.Rdsspd or Mnemonic.Rdsspq;

    private static bool IsShown(CpuidFeature feature) => feature is CpuidFeature.INTEL8086 or CpuidFeature.INTEL8086_ONLY or CpuidFeature.INTEL186
        or CpuidFeature.INTEL286 or CpuidFeature.INTEL386 or CpuidFeature.INTEL486 or CpuidFeature.X64 or CpuidFeature.MULTIBYTENOP or CpuidFeature.PAUSE
        or CpuidFeature.FPU or CpuidFeature.FPU287 or CpuidFeature.FPU387 or CpuidFeature.CX8 or CpuidFeature.CMOV or CpuidFeature.CLFSH
        or CpuidFeature.MMX or CpuidFeature.FXSR or CpuidFeature.SSE or CpuidFeature.SSE2 or CpuidFeature.SSE3 or CpuidFeature.SSSE3
        or CpuidFeature.SSE4_1 or CpuidFeature.SSE4_2 or CpuidFeature.PCLMULQDQ or CpuidFeature.CMPXCHG16B or CpuidFeature.MOVBE
        or CpuidFeature.POPCNT or CpuidFeature.AES
        or CpuidFeature.CET_IBT or CpuidFeature.CLDEMOTE or CpuidFeature.PREFETCHITI or CpuidFeature.PREFETCHW or CpuidFeature.PREFETCHWT1 or CpuidFeature.MPX;
}
