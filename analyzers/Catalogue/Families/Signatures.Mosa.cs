using System.Collections.Generic;
using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>
/// MOSA (mosa/MOSA-Project: Native of Mosa.Runtime.x86 and Mosa.Runtime.x64): the module's name is the intrinsic's. It was
/// Mosa.Platform.x86.Intrinsic before it became Mosa.Compiler.x86.Intrinsic, and likewise for x64.
/// </summary>
internal static partial class Signatures
{
    private static IEnumerable<Signature> Mosa =>
        from owner in new[] { "Compiler", "Platform" }
        from processor in new[] { "x86", "x64" }
        let prefix = $"Mosa.{owner}.{processor}.Intrinsic::"
        from row in MosaIntrinsics.Concat(harmlessMosaIntrinsics.Select(name => new Signature(name, Innocuous)))
        select row with { Key = prefix + row.Key };

    private static readonly string[] harmlessMosaIntrinsics =
    [
        "Nop", "BochsDebug", "Get8", "Get16", "Get32", "Set8", "Set16", "Set32", "GetEBP", "Div", "Remainder", "Memcpy256", "Memclr256",
        "CmpXChgLoad32", "XAddLoad32", "XChgLoad32", "CmpXChgLoad64", "XAddLoad64", "XChgLoad64",
        "Sqrtsd", "Sqrtss", "Roundsd2Negative", "Roundsd2Positive", "Roundss2Negative", "Roundss2Positive",
        "Blsr32", "Popcnt32", "Lzcnt32", "Tzcnt32", "AllocateStackSpace",
        "FrameJump", "FrameCall", "FrameCallRetU4", "FrameCallRetU8", "FrameCallRetR8", "GetExceptionRegister",
        "GetAssemblyListTable", "GetMethodLookupTable", "GetMethodExceptionLookupTable", "GetMultibootEAX", "GetMultibootEBX",
    ];

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
        new("CpuIdEax", "cpuid", Part: "Eax"),
        new("CpuIdEbx", "cpuid", Part: "Ebx"),
        new("CpuIdEcx", "cpuid", Part: "Ecx"),
        new("CpuIdEdx", "cpuid", Part: "Edx"),
        new("SetSegments", "load-segments", ByHand: "call Cpu.LoadSegments(code, data)"),
        new("FarJump", "far-jmp"),
        new("GetCS", "read-segment"),
        new("GetFS", "read-segment"),
        new("SetFS", "write-segment-base"),
        new("Int", "int-n"),
        new("InterruptReturn", "iret", ByHand: "call Trap.Resume with the frame"),
        new("GetIDTJumpLocation", "trap-stub", ByHand: "call Trap.StubAddress for each vector"),
    ];
}
