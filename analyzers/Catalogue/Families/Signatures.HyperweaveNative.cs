using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>
/// The native library of our own images (Native.Image.cs). Its externs belong to classes marked [NativeForm]; a call from
/// anywhere else is found by these rows.
/// </summary>
internal static partial class Signatures
{
    private static readonly string[] harmlessNatives =
    [
        "hw_switch", "hw_thread_start", "hw_boot_magic", "hw_boot_info", "hw_image_start", "hw_image_end",
        "hw_text_start", "hw_text_end", "hw_native_start", "hw_native_end",
        "hw_shared_page", "hw_hypercall_page", "hw_hypercall", "hw_hypercall_rdtsc", "hw_hypercall_syscall",
        "hw_pv_trap_stubs", "hw_pv_syscall_stub", "hw_pv_resume_frame",
    ];

    private static readonly string[] operationsNamedAsTheirNative =
    [
        "cli", "sti", "hlt", "pause", "pushf", "popf", "in8", "in16", "in32", "out8", "out16", "out32",
        "invlpg", "clts", "wbinvd", "rdmsr", "wrmsr", "rdtsc", "rdtscp", "xgetbv", "xsetbv", "swapgs",
        "lgdt", "lidt", "lldt", "ltr", "sldt", "str", "smsw", "syscall",
    ];

    private static Signature[] HyperweaveNative =>
    [
        .. harmlessNatives.Select(name => new Signature(name, Innocuous)),
        .. operationsNamedAsTheirNative.Select(name => new Signature("hw_" + name, name)),
        .. new[] { "cr0", "cr2", "cr3", "cr4", "cr8" }.SelectMany(register => new[]
        {
            new Signature("hw_read_" + register, "read-" + register),
            new Signature("hw_write_" + register, "write-" + register),
        }),
        new("hw_sti_hlt", "sti-hlt"),
        new("hw_load_segments", "load-segments"),
        new("hw_cpuid", "cpuid"),
        new("hw_ins8", "ins8", ByHand: NativeStringAdvice),
        new("hw_ins16", "ins16", ByHand: NativeStringAdvice),
        new("hw_ins32", "ins32", ByHand: NativeStringAdvice),
        new("hw_outs8", "outs8", ByHand: NativeStringAdvice),
        new("hw_outs16", "outs16", ByHand: NativeStringAdvice),
        new("hw_outs32", "outs32", ByHand: NativeStringAdvice),
        new("hw_sgdt", "sgdt", ByHand: "call Cpu.Sgdt, which returns the pointer"),
        new("hw_sidt", "sidt", ByHand: "call Cpu.Sidt, which returns the pointer"),
        new("hw_trap_stubs", "trap-stub", ByHand: "call Trap.StubAddress for each vector"),
        new("hw_syscall_stub", "system-call-stub"),
        new("hw_set_syscall_stack", "set-kernel-stack", ByHand: "call Trap.SetKernelStack"),
        new("hw_resume_frame", "resume-frame"),
    ];

    private const string NativeStringAdvice = "call the span form of Port.In8 … Port.Out32";
}
