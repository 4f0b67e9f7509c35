using System.Collections.Concurrent;
using System.Runtime.Intrinsics.X86;

namespace Hyperweave.Vmm.Operations;

/// <summary>The host's CPUID, asked once for each leaf: where the host is itself a guest, an answer costs microseconds.</summary>
internal static class HostCpuid
{
    private static readonly ConcurrentDictionary<(uint Leaf, uint Subleaf), CpuidResult> Answers = new();

    internal static bool Has(ProcessorFeature feature) =>
        (Ask(feature.Leaf, feature.Subleaf)[feature.Register] >> feature.Bit & 1) != 0;

    /// <summary>Zero on a host that is not x86.</summary>
    private static CpuidResult Ask(uint leaf, uint subleaf) => Answers.GetOrAdd((leaf, subleaf), static at =>
    {
        if (!X86Base.IsSupported || at.Leaf > Highest(at.Leaf)) return default;
        var answer = X86Base.CpuId((int)at.Leaf, (int)at.Subleaf);
        return new((uint)answer.Eax, (uint)answer.Ebx, (uint)answer.Ecx, (uint)answer.Edx);
    });

    /// <summary>Beyond the highest leaf of its kind Intel's processors answer with another's bits.</summary>
    private static uint Highest(uint leaf) => (uint)X86Base.CpuId((int)(leaf & 0x8000_0000), 0).Eax;
}
