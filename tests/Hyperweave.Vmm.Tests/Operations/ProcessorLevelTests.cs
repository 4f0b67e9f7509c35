using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;
using Xunit;

namespace Hyperweave.Vmm.Tests.Operations;

/// <summary>What CPUID shows at each level: no less than the level's definition, and nothing that contradicts itself.</summary>
public class ProcessorLevelTests
{
    /// <summary>System V ABI for x86-64, table 3.1: micro-architecture levels, without OSXSAVE, which is the kernel's to set.</summary>
    public static TheoryData<ProcessorLevel, string> Definition => new()
    {
        { ProcessorLevel.V2, "CMOV CX8 FPU FXSR MMX SYSCALL SSE SSE2 CMPXCHG16B LAHF POPCNT SSE3 SSE4.1 SSE4.2 SSSE3" },
        { ProcessorLevel.V3, "CMOV CX8 FPU FXSR MMX SYSCALL SSE SSE2 CMPXCHG16B LAHF POPCNT SSE3 SSE4.1 SSE4.2 SSSE3 AVX AVX2 BMI1 BMI2 F16C FMA LZCNT MOVBE XSAVE" },
    };

    [SkippableTheory]
    [MemberData(nameof(Definition))]
    public void A_level_has_what_its_definition_names(ProcessorLevel level, string names)
    {
        string[] missing = [.. ProcessorModel.MissingFor(level)];
        Skip.If(missing.Length != 0, $"this host has no {string.Join(", ", missing)}");
        Assert.Empty(names.Split(' ').Except(new ProcessorModel(new NoCounter(), level).Features.Select(feature => feature.Name)));
    }

    [Theory]
    [InlineData(ProcessorLevel.V2, ProcessorLevel.V3)]
    [InlineData(ProcessorLevel.V3, ProcessorLevel.Host)]
    public void A_higher_level_has_all_of_a_lower_one(ProcessorLevel lower, ProcessorLevel higher) =>
        Assert.Empty(new ProcessorModel(new NoCounter(), lower).Features.Except(new ProcessorModel(new NoCounter(), higher).Features));

    [Fact]
    public void Every_bit_stands_in_one_row() =>
        Assert.Equal(ProcessorFeatures.All.Count, ProcessorFeatures.All.Select(row => (row.Leaf, row.Subleaf, row.Register, row.Bit)).Distinct().Count());

    [Fact]
    public void OSXSAVE_is_that_of_CR4()
    {
        const uint osxsave = 1 << 27;
        var model = new ProcessorModel(new NoCounter(), ProcessorLevel.V3);
        Assert.Equal(0u, model.Cpuid(1, 0, default).Ecx & osxsave);
        Assert.Equal(osxsave, model.Cpuid(1, 0, new CpuState { Cr4 = Cr4.OSXSAVE }).Ecx & osxsave);
    }

    private sealed class NoCounter : ITimeStampCounter
    {
        public ulong Frequency => 1_000_000_000;

        public ulong Read() => 0;
    }
}
