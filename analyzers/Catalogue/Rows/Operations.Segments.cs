namespace Hyperweave.Catalogue;

internal static partial class Operations
{
    private const string FlatReason = "64-bit code is flat: nothing but the trap entry needs it, and that is Trap's";
    private const string HostSegmentsReason = "the host's segments answer, and the interface has no question about the kernel's";

    private static Operation[] Segments =>
    [
        Privileged("lgdt", "LGDT", "loads the global descriptor table register", "Hypercall.LoadSystemRegister"),
        Privileged("lidt", "LIDT", "loads the interrupt descriptor table register", "Hypercall.SetTrapTable"),
        Privileged("lldt", "LLDT", "loads the local descriptor table register", "Hypercall.LoadSystemRegister"),
        Privileged("ltr", "LTR", "loads the task register", "Hypercall.LoadSystemRegister"),
        Sensitive("sgdt", "SGDT", "stores the real global descriptor table register, from any ring", "Hypercall.StoreSystemRegister"),
        Sensitive("sidt", "SIDT", "stores the real interrupt descriptor table register, from any ring", "Hypercall.StoreSystemRegister"),
        Sensitive("sldt", "SLDT", "stores the real local descriptor table selector, from any ring", "Hypercall.StoreSystemRegister"),
        Sensitive("str", "STR", "stores the real task register, from any ring", "Hypercall.StoreSystemRegister"),
        new("load-segments", "MOV Sreg, r/m|POP Sreg|LFS|LGS|LSS", OperationClass.SensitiveUnprivileged,
            "loads segment registers from the host's descriptor table; the VMM's segments are flat already, so nothing is left to do", ""),
        Unsupported("read-segment", "MOV r/m, Sreg|PUSH Sreg", OperationClass.SensitiveUnprivileged,
            "stores a selector, whose low bits show the real privilege level", HostSegmentsReason),
        Unsupported("lar", "LAR", OperationClass.SensitiveUnprivileged, "reads a descriptor's access rights", HostSegmentsReason),
        Unsupported("lsl", "LSL", OperationClass.SensitiveUnprivileged, "reads a descriptor's limit", HostSegmentsReason),
        Unsupported("verr", "VERR", OperationClass.SensitiveUnprivileged, "tests whether a segment can be read", HostSegmentsReason),
        Unsupported("verw", "VERW", OperationClass.SensitiveUnprivileged, "tests whether a segment can be written", HostSegmentsReason),
        Unsupported("far-call", "CALL far", OperationClass.SensitiveUnprivileged, "calls through a descriptor of the host", FlatReason),
        Unsupported("far-jmp", "JMP far", OperationClass.SensitiveUnprivileged, "jumps through a descriptor of the host", FlatReason),
        Unsupported("far-ret", "RETF", OperationClass.SensitiveUnprivileged, "returns through a selector, changing ring only as the host allows", FlatReason),
        Privileged("swapgs", "SWAPGS", "exchanges GS base with the kernel's", "Hypercall.ReadMsr + Hypercall.WriteMsr") with { Translated = Translated.InLine },
        Unsupported("read-segment-base", "RDFSBASE|RDGSBASE", OperationClass.SensitiveUnprivileged,
            "reads FS or GS base, which here is the host process's", "use Cpu.Rdmsr(0xC0000100 or 0xC0000101)") with { Translated = Translated.InLine },
        Unsupported("write-segment-base", "WRFSBASE|WRGSBASE", OperationClass.SensitiveUnprivileged,
            "sets FS or GS base under the host process's feet", "use Cpu.Wrmsr(0xC0000100 or 0xC0000101)") with { Translated = Translated.InLine },
    ];
}
