using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Whether x87, MMX, SSE and AVX instructions may run at all: CR0.TS and CR0.EM, by which kernels save their state lazily, CR4.OSFXSR,
/// CR4.OSXSAVE and XCR0 (Intel SDM 3A 2.5, 2.6, 13.1); and whether user code may read the time-stamp counter, CR4.TSD. Code is
/// translated for one setting; a kernel changes it rarely.
/// </summary>
internal static unsafe class FloatingPoint
{
    private const uint Switched = 1, Emulated = 2, NoVectors = 4, Monitored = 16, NoExtended = 128, NoAvx = 256;
    /// <summary>CR4.TSD: user code may not read the time-stamp counter.</summary>
    internal const uint NoTimeStamp = 8;
    /// <summary>CR4.FSGSBASE is clear: RDFSBASE and the like are undefined.</summary>
    internal const uint NoSegmentBases = 32;

    private const uint OfNoInstruction = NoTimeStamp | NoSegmentBases | NarrowCode.Mode | NarrowCode.ReachesFs | NarrowCode.ReachesGs;
    private const ulong AvxStates = Xcr0.Sse | Xcr0.Avx;

    /// <summary>Zero where everything runs.</summary>
    internal static uint ModeOf(CpuState* cpu) =>
        ((cpu->Cr0 & Cr0.TS) != 0 ? Switched : 0) | ((cpu->Cr0 & Cr0.EM) != 0 ? Emulated : 0) | ((cpu->Cr4 & Cr4.OSFXSR) == 0 ? NoVectors : 0)
        | ((cpu->Cr4 & Cr4.TSD) != 0 ? NoTimeStamp : 0)
        | ((cpu->Cr4 & Cr4.FSGSBASE) == 0 ? NoSegmentBases : 0)
        | ((cpu->Cr0 & (Cr0.TS | Cr0.MP)) == (Cr0.TS | Cr0.MP) ? Monitored : 0)
        | ((cpu->Cr4 & Cr4.OSXSAVE) == 0 ? NoExtended : (cpu->Xcr0 & AvxStates) != AvxStates ? NoAvx : 0)
        | NarrowCode.ModeOf(*cpu);

    /// <summary>SSE instructions on XMM registers raise an exception in this mode.</summary>
    internal static bool ForbidsSse(uint mode) => (mode & (Switched | Emulated | NoVectors)) != 0;

    /// <summary>The exception that the instruction raises in this mode: #NM, #UD, or none.</summary>
    internal static byte? ExceptionOf(in Instruction instruction, uint mode)
    {
        if ((mode & ~OfNoInstruction) == 0) return null;
        if (instruction.Encoding == EncodingKind.VEX) return ExceptionOfExtended(NamesVectors(instruction), mode, NoExtended | NoAvx);
        if (SaveArea.IsAccessed(instruction.Mnemonic)) return ExceptionOfExtended(true, mode, NoExtended);
        if ((mode & ~(OfNoInstruction | NoExtended | NoAvx)) == 0) return null;
        if (instruction.Mnemonic == Mnemonic.Wait) return (mode & Monitored) != 0 ? ExceptionVector.NM : null;
        bool vectors = UsesVectors(instruction);
        if (vectors && (mode & (NoVectors | Emulated)) != 0) return ExceptionVector.UD;
        bool any = vectors || UsesStack(instruction);
        return any && (mode & (Switched | Emulated)) != 0 ? ExceptionVector.NM : null;
    }

    /// <summary>CR0.EM and CR4.OSFXSR do not count for these (Intel SDM 2A 2.4).</summary>
    private static byte? ExceptionOfExtended(bool usesState, uint mode, uint forbidding)
    {
        if (!usesState) return null;
        if ((mode & forbidding) != 0) return ExceptionVector.UD;
        return (mode & Switched) != 0 ? ExceptionVector.NM : null;
    }

    /// <summary>Not the VEX instructions on general registers alone.</summary>
    private static bool NamesVectors(in Instruction instruction)
    {
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Register && instruction.GetOpRegister(operand).IsGPR()) continue;
            if (instruction.GetOpKind(operand) == OpKind.Register) return true;
        }
        return instruction.Mnemonic is Mnemonic.Vzeroupper or Mnemonic.Vzeroall or Mnemonic.Vldmxcsr or Mnemonic.Vstmxcsr;
    }

    /// <summary>The instruction first raises what an earlier one has left: all of x87 and MMX but the no-wait forms.</summary>
    internal static bool Waits(in Instruction instruction) => UsesStack(instruction) && !instruction.OpCode.IsFpuNoWait
        && !SaveArea.IsImage(instruction.Mnemonic);

    /// <summary>The status word's ES: an unmasked exception has been left (Intel SDM 1 8.1.3).</summary>
    internal static bool IsPending(CpuState* cpu)
    {
        ExtendedState.Save(cpu);
        return (cpu->Fxsave[2] & 0x80) != 0;
    }

    private static bool UsesVectors(in Instruction instruction)
    {
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Register && instruction.GetOpRegister(operand).IsXMM()) return true;
        }
        return instruction.Mnemonic is Mnemonic.Ldmxcsr or Mnemonic.Stmxcsr;
    }

    private static bool UsesStack(in Instruction instruction)
    {
        if (SaveArea.IsImage(instruction.Mnemonic) || instruction.Mnemonic == Mnemonic.Emms) return true;
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Register && instruction.GetOpRegister(operand).IsMM()) return true;
        }
        foreach (var feature in instruction.CpuidFeatures)
        {
            if (feature is CpuidFeature.FPU or CpuidFeature.FPU287 or CpuidFeature.FPU387 or CpuidFeature.MMX) return true;
        }
        return false;
    }
}
