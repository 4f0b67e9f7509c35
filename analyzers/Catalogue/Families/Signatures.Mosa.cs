using System.Collections.Generic;
using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>
/// MOSA (mosa/MOSA-Project: Mosa.Runtime.x86 Native): the module's name is the intrinsic's. It was Mosa.Platform.x86.Intrinsic
/// before it became Mosa.Compiler.x86.Intrinsic.
/// </summary>
internal static partial class Signatures
{
    private static IEnumerable<Signature> Mosa =>
        from prefix in new[] { "Mosa.Compiler.x86.Intrinsic::", "Mosa.Platform.x86.Intrinsic::" }
        from row in MosaIntrinsics
        select row with { Key = prefix + row.Key };

    private static Signature[] MosaIntrinsics =>
    [
        new("Cli", "cli"),
        new("Sti", "sti"),
        new("Hlt", "hlt"),
        new("Pause", "pause"),
        new("In8", "in8"),
        new("In16", "in16"),
        new("In32", "in32"),
        new("Out8", "out8"),
        new("Out16", "out16"),
        new("Out32", "out32"),
        new("Invlpg", "invlpg"),
        new("Lgdt", "lgdt"),
        new("Lidt", "lidt"),
        new("GetCR0", "read-cr0"),
        new("GetCR2", "read-cr2"),
        new("GetCR3", "read-cr3"),
        new("GetCR4", "read-cr4"),
        new("SetCR0", "write-cr0"),
        new("SetCR2", "write-cr2"),
        new("SetCR3", "write-cr3"),
        new("SetCR4", "write-cr4"),
        new("RdMSR", "rdmsr"),
        new("WrMSR", "wrmsr"),
        new("CpuIdEAX", "cpuid", Part: "Eax"),
        new("CpuIdEBX", "cpuid", Part: "Ebx"),
        new("CpuIdECX", "cpuid", Part: "Ecx"),
        new("CpuIdEDX", "cpuid", Part: "Edx"),
        new("SetSegments", "load-segments", ByHand: "call Cpu.LoadSegments(code, data)"),
        new("FarJump", "far-jmp"),
        new("GetCS", "read-segment"),
        new("GetFS", "read-segment"),
        new("SetFS", "write-segment-base"),
        new("Int", "int-n"),
        new("InterruptReturn", "iret", ByHand: "call Trap.Resume with the frame"),
        new("Nop", Innocuous),
    ];
}
