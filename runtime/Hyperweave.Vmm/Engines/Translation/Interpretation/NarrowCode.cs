namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Which 32-bit code is translated: that of protected and of compatibility mode whose segments are flat, at levels 0 and 3. Everything
/// else that is not 64-bit code is interpreted.
/// </summary>
internal static class NarrowCode
{
    /// <summary>Bits of a code space's mode: the code is such; FS, GS have a base, but a limit of 4 GiB and may be written.</summary>
    internal const uint Mode = 1 << 16, ReachesFs = 1 << 17, ReachesGs = 1 << 18;

    /// <summary>Type bits 3..1 of a descriptor: data, expand-up, writable (Intel SDM 3A 3.4.5.1).</summary>
    private const uint TypeMask = 7 << 9, WritableData = 1 << 9;

    internal static bool IsRunning(in CpuState cpu) => ProcessorMode.CodeBits(cpu) == 32 && cpu.Cpl is 0 or 3 && (cpu.Rflags & Rflags.VM) == 0
        && cpu.Cs.Base == 0 && cpu.Cs.Limit == uint.MaxValue && (cpu.Ss.Attributes & ProcessorMode.DefaultBig) != 0
        && IsFlat(cpu.Ss) && IsFlat(cpu.Ds) && IsFlat(cpu.Es);

    internal static uint ModeOf(in CpuState cpu) => ProcessorMode.Is64Bit(cpu) ? 0
        : Mode | (ReachesAll(cpu.Fs) ? ReachesFs : 0) | (ReachesAll(cpu.Gs) ? ReachesGs : 0);

    private static bool IsFlat(in Segment segment) => segment.Base == 0 && ReachesAll(segment);

    private static bool ReachesAll(in Segment segment) => segment.Limit == uint.MaxValue && (segment.Attributes & TypeMask) == WritableData;
}
