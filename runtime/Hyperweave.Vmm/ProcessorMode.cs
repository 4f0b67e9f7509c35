namespace Hyperweave.Vmm;

/// <summary>The mode that the processor is in, read from its state (Intel SDM 3A 2.2).</summary>
public static class ProcessorMode
{
    /// <summary>Bits of <see cref="Segment.Attributes"/>.</summary>
    public const uint SystemSegment = 1 << 12, Present = 1 << 15, LongCode = 1 << 21, DefaultBig = 1 << 22, Granularity = 1 << 23;

    public static bool IsPaged(in CpuState cpu) => (cpu.Cr0 & Cr0.PG) != 0;

    /// <summary>EFER.LMA: long mode is active, be the code 64-bit or compatibility.</summary>
    public static bool IsLong(in CpuState cpu) => (cpu.Efer & Efer.LMA) != 0;

    /// <summary>The code that runs is 64-bit code.</summary>
    public static bool Is64Bit(in CpuState cpu) => IsLong(cpu) && (cpu.Cs.Attributes & LongCode) != 0;

    /// <summary>16, 32 or 64: the size that decoders want.</summary>
    public static int CodeBits(in CpuState cpu) =>
        Is64Bit(cpu) ? 64 : (cpu.Cr0 & Cr0.PE) != 0 && (cpu.Cs.Attributes & DefaultBig) != 0 ? 32 : 16;

    /// <summary>User code runs with RFLAGS.AC and CR0.AM: data that is not aligned raises #AC (Intel SDM 3A 6.15, vector 17).</summary>
    public static bool ChecksAlignment(in CpuState cpu) => (cpu.Rflags & Rflags.AC) != 0 && (cpu.Cr0 & Cr0.AM) != 0 && cpu.Cpl == 3;

    /// <summary>
    /// What data of so many bytes must be a multiple of under alignment checks (Intel SDM 3A, table 6-7): numbers of their size, vectors of 16,
    /// x87's 80 bits of 8, its images of 4 or 2.
    /// </summary>
    public static ulong Alignment(int length) => length switch { 1 => 1, 2 or 14 or 94 => 2, 8 or 10 => 8, 16 or 32 => 16, _ => 4 };

    /// <summary>Bits 63..47 all equal (Intel SDM 1 3.3.7.1).</summary>
    public static bool IsCanonical(ulong address) => (ulong)((long)(address << 16) >> 16) == address;
}
