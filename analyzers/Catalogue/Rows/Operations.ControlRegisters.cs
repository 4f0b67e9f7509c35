namespace Hyperweave.Catalogue;

internal static partial class Operations
{
    private const string DebugRegistersReason = "the paravirtual interface has no debug registers";

    private static Operation[] ControlRegisters =>
    [
        Privileged("read-cr0", "MOV r64, CR0", "reads the processor's mode bits", "Hypercall.ReadControl") with { Translated = Translated.InLine },
        Privileged("read-cr2", "MOV r64, CR2", "reads the address of the last page fault", "SharedPage.Cr2") with { Translated = Translated.InLine },
        Privileged("read-cr3", "MOV r64, CR3", "reads the address of the current page tables", "Hypercall.ReadControl") with { Translated = Translated.InLine },
        Privileged("read-cr4", "MOV r64, CR4", "reads the processor's feature switches", "Hypercall.ReadControl") with { Translated = Translated.InLine },
        Privileged("read-cr8", "MOV r64, CR8", "reads the task priority", "Hypercall.ReadControl"),
        Privileged("write-cr0", "MOV CR0, r64", "sets the processor's mode bits", "Hypercall.WriteControl"),
        Privileged("write-cr2", "MOV CR2, r64", "sets the page-fault address register", "SharedPage.Cr2"),
        Privileged("write-cr3", "MOV CR3, r64", "switches the page tables and forgets translations", "Hypercall.SwitchSpace"),
        Privileged("write-cr4", "MOV CR4, r64", "sets the processor's feature switches", "Hypercall.WriteControl"),
        Privileged("write-cr8", "MOV CR8, r64", "sets the task priority", "Hypercall.WriteControl"),
        Privileged("clts", "CLTS", "clears CR0.TS", "Hypercall.ReadControl + Hypercall.WriteControl"),
        Unsupported("lmsw", "LMSW", OperationClass.Privileged, "loads the low bits of CR0", "use Cpu.WriteCr0"),
        Sensitive("smsw", "SMSW", "stores the low bits of the real CR0, from any ring", "Hypercall.StoreSystemRegister"),
        Unsupported("read-dr", "MOV r64, DR", OperationClass.Privileged, "reads a debug register", DebugRegistersReason),
        Unsupported("write-dr", "MOV DR, r64", OperationClass.Privileged, "sets a debug register", DebugRegistersReason),
    ];
}
