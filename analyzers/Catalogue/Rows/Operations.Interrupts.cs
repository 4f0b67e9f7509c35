namespace Hyperweave.Catalogue;

internal static partial class Operations
{
    private static Operation[] Interrupts =>
    [
        Privileged("cli", "CLI", "disables maskable interrupts", "SharedPage.EventMask") with { Translated = Translated.InLine },
        Privileged("sti", "STI", "enables maskable interrupts", "SharedPage.EventMask + SharedPage.PendingAny + Hypercall.DeliverPending") with { Translated = Translated.InLine },
        Privileged("hlt", "HLT", "stops the processor until an interrupt comes", "Hypercall.Block"),
        Privileged("sti-hlt", "", "enables interrupts and halts with nothing between, so that no wake-up is lost", "Hypercall.Block"),
        Sensitive("pushf", "PUSHF|PUSHFD|PUSHFQ", "stores RFLAGS with the real interrupt flag, not the kernel's", "SharedPage.EventMask") with { Translated = Translated.InLine },
        Sensitive("popf", "POPF|POPFD|POPFQ", "loads RFLAGS but silently leaves the interrupt flag as it was", "SharedPage.EventMask + Hypercall.DeliverPending") with { Translated = Translated.InLine },
        Sensitive("save-and-disable", "", "stores the interrupt flag and disables interrupts (PUSHF; CLI)", "SharedPage.EventMask") with { Translated = Translated.InLine },
        Sensitive("restore-interrupts", "", "puts a saved interrupt flag back (POPF)", "SharedPage.EventMask + Hypercall.DeliverPending") with { Translated = Translated.InLine },
        Sensitive("interrupts-enabled", "", "tests the interrupt flag (PUSHF)", "SharedPage.EventMask") with { Translated = Translated.InLine },
        Unsupported("int-n", "INT", OperationClass.SensitiveUnprivileged, "calls a gate of the interrupt descriptor table, here the host's",
            "a paravirtual kernel calls its handler directly; user programs use the system-call entry"),
        Unsupported("int1", "INT1", OperationClass.SensitiveUnprivileged, "raises #DB, which the host takes for a debugger's",
            "the VMM does not virtualize debug exceptions"),
        new("int3", "INT3", OperationClass.InnocuousButSlow, "raises #BP, which the VMM delivers to the kernel's own handler", ""),
        Sensitive("iret", "IRET|IRETD|IRETQ", "returns from a trap, silently ignoring the interrupt flag in the frame", "HypercallPage.Iret") with { Translated = Translated.InLine },
        new("pause", "PAUSE", OperationClass.InnocuousButSlow, "tells the processor that this is a spin-wait loop", "Hypercall.Yield") { Translated = Translated.AsItIs },
        Unsupported("monitor", "MONITOR|MONITORX", OperationClass.Privileged, "arms an address monitor for MWAIT",
            "one processor has nobody to wait for; use Cpu.StiHlt") with { Translated = Translated.NotOffered },
        Unsupported("mwait", "MWAIT|MWAITX", OperationClass.Privileged, "waits for a store to the monitored address",
            "one processor has nobody to wait for; use Cpu.StiHlt") with { Translated = Translated.NotOffered },
        new("umwait", "UMONITOR|UMWAIT|TPAUSE", OperationClass.InnocuousButSlow, "waits in user mode for a store or a time", "") { Translated = Translated.NotOffered },
    ];
}
