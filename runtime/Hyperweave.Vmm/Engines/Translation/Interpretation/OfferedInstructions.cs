using Hyperweave.Vmm.Operations;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Which instructions the guest's processor has: those of the features that its CPUID shows, and those whose encodings are hints
/// without effect where the extension is missing (reserved NOPs). All others are decoded as UD2, whatever the host has. What the
/// machine plays does not pass here: its operations know themselves whether they exist.
/// </summary>
internal sealed class OfferedInstructions
{
    private static readonly CpuidFeature[] Always =
    [
        CpuidFeature.INTEL8086, CpuidFeature.INTEL8086_ONLY, CpuidFeature.INTEL186, CpuidFeature.INTEL286, CpuidFeature.INTEL386, CpuidFeature.INTEL486,
        CpuidFeature.X64, CpuidFeature.MULTIBYTENOP, CpuidFeature.PAUSE, CpuidFeature.CET_IBT, CpuidFeature.CLDEMOTE, CpuidFeature.PREFETCHITI,
        CpuidFeature.PREFETCHW, CpuidFeature.PREFETCHWT1, CpuidFeature.MPX,
    ];

    private readonly HashSet<CpuidFeature> _features = [.. Always];
    /// <summary>By encoding, once it has been met.</summary>
    private readonly bool?[] _known = new bool?[InstructionCounts.Encodings];

    internal OfferedInstructions(IEnumerable<ProcessorFeature> shown)
    {
        foreach (var feature in shown) _features.UnionWith(feature.Instructions);
    }

    /// <summary>F3 before BSF and BSR means nothing on processors without TZCNT and LZCNT.</summary>
    internal DecoderOptions DecoderOptions => (_features.Contains(CpuidFeature.BMI1) ? 0 : DecoderOptions.NoMPFX_0FBC)
        | (_features.Contains(CpuidFeature.LZCNT) ? 0 : DecoderOptions.NoMPFX_0FBD);

    internal bool Have(Code code) => _known[(int)code] ??= IsCompatible(code.Mnemonic()) || Array.TrueForAll([.. code.CpuidFeatures()], _features.Contains) || IsPlayed(code);

    /// <summary>Makes a decoded instruction what it is to this processor.</summary>
    internal void Apply(ref Instruction instruction)
    {
        if (!Have(instruction.Code)) instruction.Code = Code.Ud2;
        // The host would read the prefix.
        if (instruction.Mnemonic is Mnemonic.Bsf or Mnemonic.Bsr) instruction.HasRepPrefix = false;
    }

    private static bool IsCompatible(Mnemonic mnemonic) => mnemonic is Mnemonic.Rdsspd or Mnemonic.Rdsspq;

    private static bool IsPlayed(Code code) => InstructionClasses.Of(new Instruction { Code = code }) == InstructionClass.Operation;
}
