namespace Hyperweave.Catalogue;

internal static partial class Operations
{
    private static Operation[] SystemCalls =>
    [
        Sensitive("syscall", "SYSCALL", "enters a kernel: without a VMM between, the host's", "HypercallPage.SystemCall") with { Translated = Translated.InLine },
        Privileged("sysret", "SYSRET|SYSRETQ", "returns to user mode from a system call", "HypercallPage.Iret") with { Translated = Translated.InLine },
        Unsupported("sysenter", "SYSENTER", OperationClass.SensitiveUnprivileged, "enters a kernel by the 32-bit fast way", "use User.SystemCall"),
        Unsupported("sysexit", "SYSEXIT|SYSEXITQ", OperationClass.Privileged, "returns to user mode by the 32-bit fast way", "use Trap.Resume"),
        Privileged("enable-system-calls", "", "points the system-call registers (STAR, LSTAR, FMASK) at the kernel", "Hypercall.SetSystemCallEntry"),
        Privileged("set-kernel-stack", "", "names the stack for traps from user mode (RSP0 of the task state)", "Hypercall.SetKernelStack"),
        Sensitive("trap-stub", "", "gives the address of a trap's entry stub, whose way back is IRETQ", "HypercallPage.Iret") with { Translated = Translated.AsItIs },
        Sensitive("system-call-stub", "", "gives the address of the system-call entry stub, whose way back is SYSRETQ", "HypercallPage.Iret") with { Translated = Translated.AsItIs },
        Sensitive("resume-frame", "", "loads every register from a trap frame and returns through it (IRETQ)", "HypercallPage.Iret") with { Translated = Translated.InLine },
    ];
}
