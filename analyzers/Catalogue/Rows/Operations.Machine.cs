namespace Hyperweave.Catalogue;

/// <summary>Operations of a whole machine that are not one instruction each.</summary>
internal static partial class Operations
{
    private static Operation[] Machine =>
    [
        new("read-clock", "", OperationClass.TimeOrIdentity, "reads the time since boot, which stands still while the virtual machine does not run",
            "SharedPage.ClockSequence + SharedPage.ClockNanoseconds + HypercallPage.Rdtsc"),
        Privileged("set-timer", "", "sets the one-shot timer (local APIC or 8254)", "Hypercall.SetTimer"),
        Privileged("end-of-interrupt", "", "tells the interrupt controller that the handler is done; an event needs no such word", "SharedPage.PendingVectors"),
        Privileged("shutdown", "", "switches the machine off (debug exit, port F4h)", "Hypercall.Shutdown"),
        Privileged("console-write", "", "writes to the console (16550 at 3F8h, polled)", "Hypercall.ConsoleWrite"),
        new("null-call", "", OperationClass.InnocuousButSlow, "goes the way to the hypervisor and back", "Hypercall.Null") { Translated = Translated.AsItIs },
        new("is-paravirtual", "", OperationClass.TimeOrIdentity, "tells whether the image was entered by its paravirtual entry", "SharedPage.Active") { Translated = Translated.AsItIs },
    ];
}
