using Hyperweave.Vmm.Engines.Translation;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;
using Iced.Intel;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>The decoder's table of 64-bit encodings, sorted by whether the virtual processor's CPUID offers them.</summary>
internal static class Encodings
{
    /// <summary>'v' and 'x': EAX of the leaf's subleaf 1.</summary>
    private static readonly Dictionary<CpuidFeature, (uint Leaf, char Register, int Bit)> Bits = new()
    {
        [CpuidFeature.FPU] = (1, 'd', 0), [CpuidFeature.FPU287] = (1, 'd', 0), [CpuidFeature.FPU387] = (1, 'd', 0), [CpuidFeature.CX8] = (1, 'd', 8),
        [CpuidFeature.CMOV] = (1, 'd', 15), [CpuidFeature.CLFSH] = (1, 'd', 19), [CpuidFeature.MMX] = (1, 'd', 23), [CpuidFeature.FXSR] = (1, 'd', 24),
        [CpuidFeature.SSE] = (1, 'd', 25), [CpuidFeature.SSE2] = (1, 'd', 26), [CpuidFeature.SSE3] = (1, 'c', 0), [CpuidFeature.PCLMULQDQ] = (1, 'c', 1),
        [CpuidFeature.SSSE3] = (1, 'c', 9), [CpuidFeature.FMA] = (1, 'c', 12), [CpuidFeature.CMPXCHG16B] = (1, 'c', 13), [CpuidFeature.SSE4_1] = (1, 'c', 19),
        [CpuidFeature.SSE4_2] = (1, 'c', 20), [CpuidFeature.MOVBE] = (1, 'c', 22), [CpuidFeature.POPCNT] = (1, 'c', 23), [CpuidFeature.AES] = (1, 'c', 25),
        [CpuidFeature.XSAVE] = (1, 'c', 26), [CpuidFeature.AVX] = (1, 'c', 28), [CpuidFeature.F16C] = (1, 'c', 29), [CpuidFeature.RDRAND] = (1, 'c', 30),
        [CpuidFeature.BMI1] = (7, 'b', 3), [CpuidFeature.HLE_or_RTM] = (7, 'b', 11), [CpuidFeature.RTM] = (7, 'b', 11), [CpuidFeature.AVX2] = (7, 'b', 5),
        [CpuidFeature.BMI2] = (7, 'b', 8), [CpuidFeature.RDSEED] = (7, 'b', 18), [CpuidFeature.ADX] = (7, 'b', 19), [CpuidFeature.CLFLUSHOPT] = (7, 'b', 23),
        [CpuidFeature.CLWB] = (7, 'b', 24), [CpuidFeature.SHA] = (7, 'b', 29), [CpuidFeature.PKU] = (7, 'c', 3), [CpuidFeature.WAITPKG] = (7, 'c', 5), [CpuidFeature.AVX_VNNI] = (7, 'v', 4),
        [CpuidFeature.XSAVEOPT] = (0xD, 'x', 0), [CpuidFeature.XSAVEC] = (0xD, 'x', 1), [CpuidFeature.XSAVES] = (0xD, 'x', 3),
        [CpuidFeature.GFNI] = (7, 'c', 8), [CpuidFeature.VAES] = (7, 'c', 9), [CpuidFeature.VPCLMULQDQ] = (7, 'c', 10), [CpuidFeature.MOVDIRI] = (7, 'c', 27),
        [CpuidFeature.MOVDIR64B] = (7, 'c', 28), [CpuidFeature.SERIALIZE] = (7, 'd', 14), [CpuidFeature.LZCNT] = (0x8000_0001, 'c', 5),
        [CpuidFeature.SSE4A] = (0x8000_0001, 'c', 6), [CpuidFeature.PREFETCHW] = (0x8000_0001, 'c', 8), [CpuidFeature.XOP] = (0x8000_0001, 'c', 11),
        [CpuidFeature.FMA4] = (0x8000_0001, 'c', 16), [CpuidFeature.TBM] = (0x8000_0001, 'c', 21), [CpuidFeature.D3NOWEXT] = (0x8000_0001, 'd', 30),
        [CpuidFeature.D3NOW] = (0x8000_0001, 'd', 31),
    };

    /// <summary>Part of every 64-bit processor, or, where the extension is missing, hints without effect: ENDBR, CLDEMOTE, PREFETCHIT, PREFETCHWT1.</summary>
    private static readonly HashSet<CpuidFeature> Always =
    [
        CpuidFeature.INTEL8086, CpuidFeature.INTEL186, CpuidFeature.INTEL286, CpuidFeature.INTEL386, CpuidFeature.INTEL486, CpuidFeature.X64,
        CpuidFeature.MULTIBYTENOP, CpuidFeature.PAUSE, CpuidFeature.CET_IBT, CpuidFeature.CLDEMOTE, CpuidFeature.PREFETCHITI, CpuidFeature.PREFETCHWT1,
    ];

    /// <summary>
    /// On processors without the feature the bytes are a hint without effect, or an older instruction with a prefix that it ignores:
    /// RDSSP, BND (reserved NOPs), TZCNT, LZCNT (BSF, BSR), XACQUIRE (REPNE), WBNOINVD (WBINVD).
    /// </summary>
    private static readonly HashSet<CpuidFeature> Compatible =
    [
        CpuidFeature.PREFETCHW, CpuidFeature.MPX, CpuidFeature.WBNOINVD, CpuidFeature.LZCNT,
    ];

    /// <summary>
    /// FNSAVE, FNSTENV, FXSAVE store the address of the last x87 instruction, which is the host's in translated code. MASKMOVQ that faults
    /// leaves the tags changed on some processors. Both stand as known differences among the cases. RDRAND and RDSEED are never the same twice.
    /// </summary>
    private static readonly HashSet<Mnemonic> Aside = [Mnemonic.Fnsave, Mnemonic.Fnstenv, Mnemonic.Fxsave, Mnemonic.Fxsave64, Mnemonic.Maskmovq, Mnemonic.Rdrand, Mnemonic.Rdseed];

    /// <summary>MOVSXD with 16 bits reads two bytes or four; 0F 0D on registers is a reserved NOP or undefined.</summary>
    private static readonly HashSet<Code> VendorsDiffer =
        [Code.Movsxd_r16_rm16, Code.Reservednop_rm16_r16_0F0D, Code.Reservednop_rm32_r32_0F0D, Code.Reservednop_rm64_r64_0F0D];

    /// <summary>What both a user program on the host and one in the guest may execute, and must execute alike.</summary>
    internal static readonly Code[] Offered = [.. In64BitMode().Where(code => IsOffered(code, ProcessorLevel.Host) && IsComparable(code))];

    /// <summary>What must raise #UD in the guest.</summary>
    internal static IEnumerable<Code> Withheld(ProcessorLevel level) => In64BitMode().Where(code => !IsOffered(code, level) && !code.CpuidFeatures().Any(Compatible.Contains)
        && code.Mnemonic() is not (Mnemonic.Tzcnt or Mnemonic.Rdsspd or Mnemonic.Rdsspq) && !IsPlayed(code));

    /// <summary>The machine gives it its meaning, whatever CPUID bit belongs to it.</summary>
    private static bool IsPlayed(Code code) =>
        InstructionClasses.Of(new Instruction { Code = code }) == InstructionClass.Operation && OperationTable.IsOffered(code.Mnemonic());

    private static IEnumerable<Code> In64BitMode() => Enum.GetValues<Code>().Where(code => code.ToOpCode() is { IsInstruction: true, Mode64: true, Fwait: false } form
        && form.IntelDecoder64 && form.DecoderOption == DecoderOptions.None && form.Encoding is not (EncodingKind.D3NOW or EncodingKind.MVEX));

    private static bool IsOffered(Code code, ProcessorLevel level) =>
        code.CpuidFeatures().All(feature => Always.Contains(feature) || Bits.TryGetValue(feature, out var bit) && Has(Models[level], bit));

    private static bool Has(ProcessorModel model, (uint Leaf, char Register, int Bit) feature)
    {
        var answer = model.Cpuid(feature.Leaf, feature.Register is 'v' or 'x' ? 1u : 0, default);
        uint word = feature.Register switch { 'v' or 'x' => answer.Eax, 'b' => answer.Ebx, 'c' => answer.Ecx, _ => answer.Edx };
        return (word >> feature.Bit & 1) != 0;
    }

    private static Dictionary<ProcessorLevel, ProcessorModel> Models =>
        field ??= Enum.GetValues<ProcessorLevel>().ToDictionary(level => level, level => new ProcessorModel(new NoCounter(), level));

    /// <summary>
    /// Not: what the machine plays (CPUID, RDTSC, descriptor tables); software interrupts, which are the host's system calls; near
    /// branches of 16 bits, on which vendors disagree.
    /// </summary>
    private static bool IsComparable(Code code)
    {
        if (Aside.Contains(code.Mnemonic()) || VendorsDiffer.Contains(code)) return false;
        var form = code.ToOpCode();
        var kind = InstructionClasses.Of(new Instruction { Code = code });
        if (kind is InstructionClass.Operation or InstructionClass.SoftwareInterrupt) return false;
        if (kind == InstructionClass.Control && form.OperandSize == 16) return false;
        return Enumerable.Range(0, form.OpCount).All(operand => form.GetOpKind(operand) is not (OpCodeOperandKind.seg_reg or OpCodeOperandKind.cr_reg
            or OpCodeOperandKind.dr_reg or OpCodeOperandKind.tr_reg or OpCodeOperandKind.fs or OpCodeOperandKind.gs));
    }

    private sealed class NoCounter : ITimeStampCounter
    {
        public ulong Frequency => 1_000_000_000;

        public ulong Read() => 0;
    }
}
