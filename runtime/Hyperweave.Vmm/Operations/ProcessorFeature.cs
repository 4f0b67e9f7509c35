using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>
/// Which processor the guest sees. V2 and V3 are the levels of the System V ABI for x86-64 (3.1.1), with what every processor of
/// that level has beside them.
/// </summary>
public enum ProcessorLevel
{
    V2,
    V3,
    /// <summary>All that both the host has and the engine knows.</summary>
    Host,
}

/// <summary>A register of CPUID's answer.</summary>
public enum CpuidRegister
{
    Eax,
    Ebx,
    Ecx,
    Edx,
}

/// <summary>Who has a feature.</summary>
public enum FeatureOwner
{
    /// <summary>The machine plays it, whatever the host has.</summary>
    Played,
    /// <summary>Instructions of the host, from level V2 on.</summary>
    V2,
    /// <summary>Instructions of the host, from level V3 on.</summary>
    V3,
    /// <summary>Instructions of the host, at level Host.</summary>
    IfHost,
    /// <summary>Says that the host does quickly what all do: shown at every level where the host says so.</summary>
    Speed,
}

/// <summary>One bit of CPUID.</summary>
/// <param name="Name">As Intel's manual has it.</param>
/// <param name="Instructions">What the decoder calls the instructions that come with it; none where they need no permission.</param>
public sealed record ProcessorFeature(string Name, uint Leaf, uint Subleaf, CpuidRegister Register, int Bit, FeatureOwner Owner, params CpuidFeature[] Instructions)
{
    /// <summary>The level's processor has it.</summary>
    internal bool BelongsTo(ProcessorLevel level) => Owner switch
    {
        FeatureOwner.V3 => level >= ProcessorLevel.V3,
        FeatureOwner.IfHost => level == ProcessorLevel.Host,
        _ => true,
    };
}
