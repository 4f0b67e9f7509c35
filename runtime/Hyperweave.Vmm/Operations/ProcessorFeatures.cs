using Iced.Intel;
using static Hyperweave.Vmm.Operations.CpuidRegister;
using static Hyperweave.Vmm.Operations.FeatureOwner;

namespace Hyperweave.Vmm.Operations;

/// <summary>
/// What the virtual processor may have, a bit of CPUID in each row (Intel SDM 2A, CPUID; AMD64 APM 3, appendix E). Answers of
/// CPUID and the instructions that the guest may execute both follow from it.
/// </summary>
public static class ProcessorFeatures
{
    public static readonly IReadOnlyList<ProcessorFeature> All =
    [
        new("FPU", 1, 0, Edx, 0, V2, CpuidFeature.FPU, CpuidFeature.FPU287, CpuidFeature.FPU387),
        new("DE", 1, 0, Edx, 2, Played),
        new("PSE", 1, 0, Edx, 3, Played),
        new("TSC", 1, 0, Edx, 4, Played),
        new("MSR", 1, 0, Edx, 5, Played),
        new("PAE", 1, 0, Edx, 6, Played),
        new("CX8", 1, 0, Edx, 8, V2, CpuidFeature.CX8),
        new("SEP", 1, 0, Edx, 11, Played),
        new("PGE", 1, 0, Edx, 13, Played),
        new("CMOV", 1, 0, Edx, 15, V2, CpuidFeature.CMOV),
        new("PAT", 1, 0, Edx, 16, Played),
        new("CLFSH", 1, 0, Edx, 19, V2, CpuidFeature.CLFSH),
        new("MMX", 1, 0, Edx, 23, V2, CpuidFeature.MMX),
        new("FXSR", 1, 0, Edx, 24, V2, CpuidFeature.FXSR),
        new("SSE", 1, 0, Edx, 25, V2, CpuidFeature.SSE),
        new("SSE2", 1, 0, Edx, 26, V2, CpuidFeature.SSE2),

        new("SSE3", 1, 0, Ecx, 0, V2, CpuidFeature.SSE3),
        new("PCLMULQDQ", 1, 0, Ecx, 1, V2, CpuidFeature.PCLMULQDQ),
        new("SSSE3", 1, 0, Ecx, 9, V2, CpuidFeature.SSSE3),
        new("FMA", 1, 0, Ecx, 12, V3, CpuidFeature.FMA),
        new("CMPXCHG16B", 1, 0, Ecx, 13, V2, CpuidFeature.CMPXCHG16B),
        new("PCID", 1, 0, Ecx, 17, Played),
        new("SSE4.1", 1, 0, Ecx, 19, V2, CpuidFeature.SSE4_1),
        new("SSE4.2", 1, 0, Ecx, 20, V2, CpuidFeature.SSE4_2),
        new("X2APIC", 1, 0, Ecx, 21, Played),
        new("MOVBE", 1, 0, Ecx, 22, V3, CpuidFeature.MOVBE),
        new("POPCNT", 1, 0, Ecx, 23, V2, CpuidFeature.POPCNT),
        new("TSC-DEADLINE", 1, 0, Ecx, 24, Played),
        new("AES", 1, 0, Ecx, 25, V2, CpuidFeature.AES),
        new("XSAVE", 1, 0, Ecx, 26, V3, CpuidFeature.XSAVE),
        new("AVX", 1, 0, Ecx, 28, V3, CpuidFeature.AVX),
        new("F16C", 1, 0, Ecx, 29, V3, CpuidFeature.F16C),
        new("RDRAND", 1, 0, Ecx, 30, V3, CpuidFeature.RDRAND),
        new("HYPERVISOR", 1, 0, Ecx, 31, Played),

        new("FSGSBASE", 7, 0, Ebx, 0, Played),
        new("TSC_ADJUST", 7, 0, Ebx, 1, Played),
        new("BMI1", 7, 0, Ebx, 3, V3, CpuidFeature.BMI1),
        new("AVX2", 7, 0, Ebx, 5, V3, CpuidFeature.AVX2),
        new("SMEP", 7, 0, Ebx, 7, Played),
        new("BMI2", 7, 0, Ebx, 8, V3, CpuidFeature.BMI2),
        new("ERMS", 7, 0, Ebx, 9, Speed),
        new("INVPCID", 7, 0, Ebx, 10, Played),
        new("RDSEED", 7, 0, Ebx, 18, IfHost, CpuidFeature.RDSEED),
        new("ADX", 7, 0, Ebx, 19, IfHost, CpuidFeature.ADX),
        new("SMAP", 7, 0, Ebx, 20, Played),
        new("CLFLUSHOPT", 7, 0, Ebx, 23, IfHost, CpuidFeature.CLFLUSHOPT),
        new("CLWB", 7, 0, Ebx, 24, IfHost, CpuidFeature.CLWB),
        new("SHA", 7, 0, Ebx, 29, IfHost, CpuidFeature.SHA),
        new("UMIP", 7, 0, Ecx, 2, Played),
        new("GFNI", 7, 0, Ecx, 8, IfHost, CpuidFeature.GFNI),
        new("VAES", 7, 0, Ecx, 9, IfHost, CpuidFeature.VAES),
        new("VPCLMULQDQ", 7, 0, Ecx, 10, IfHost, CpuidFeature.VPCLMULQDQ),
        new("RDPID", 7, 0, Ecx, 22, Played),
        new("FSRM", 7, 0, Edx, 4, Speed),
        new("ARCH_CAPABILITIES", 7, 0, Edx, 29, Played),
        new("AVX-VNNI", 7, 1, Eax, 4, IfHost, CpuidFeature.AVX_VNNI),

        new("XSAVEOPT", 0xD, 1, Eax, 0, V3, CpuidFeature.XSAVEOPT),
        new("XSAVEC", 0xD, 1, Eax, 1, IfHost, CpuidFeature.XSAVEC),
        new("XGETBV1", 0xD, 1, Eax, 2, IfHost),
        new("XSAVES", 0xD, 1, Eax, 3, IfHost, CpuidFeature.XSAVES),

        new("SYSCALL", 0x8000_0001, 0, Edx, 11, Played),
        new("NX", 0x8000_0001, 0, Edx, 20, Played),
        new("PDPE1GB", 0x8000_0001, 0, Edx, 26, Played),
        new("RDTSCP", 0x8000_0001, 0, Edx, 27, Played),
        new("LM", 0x8000_0001, 0, Edx, 29, Played),
        new("LAHF", 0x8000_0001, 0, Ecx, 0, V2),
        new("LZCNT", 0x8000_0001, 0, Ecx, 5, V3, CpuidFeature.LZCNT),
        new("PREFETCHW", 0x8000_0001, 0, Ecx, 8, IfHost, CpuidFeature.PREFETCHW),
        new("INVARIANT TSC", 0x8000_0007, 0, Edx, 8, Played),
    ];
}
