namespace Hyperweave.Catalogue;

internal static partial class Operations
{
    private static Operation[] Identity =>
    [
        Privileged("rdmsr", "RDMSR", "reads a model-specific register", "Hypercall.ReadMsr"),
        Privileged("wrmsr", "WRMSR", "sets a model-specific register", "Hypercall.WriteMsr"),
        Unsupported("wrmsrns", "WRMSRNS", OperationClass.Privileged, "sets a model-specific register without serializing", "use Cpu.Wrmsr") with { Translated = Translated.NotOffered },
        Unsupported("msr-list", "RDMSRLIST|WRMSRLIST", OperationClass.Privileged, "reads or sets a list of model-specific registers", "use Cpu.Rdmsr and Cpu.Wrmsr") with { Translated = Translated.NotOffered },
        new("cpuid", "CPUID", OperationClass.TimeOrIdentity, "tells the real processor's features, not the virtual one's", "Hypercall.Cpuid"),
        new("rdtsc", "RDTSC", OperationClass.TimeOrIdentity, "reads the real time-stamp counter", "HypercallPage.Rdtsc") { Translated = Translated.InLine },
        new("rdtscp", "RDTSCP", OperationClass.TimeOrIdentity, "reads the real time-stamp counter and processor number", "HypercallPage.Rdtsc") { Translated = Translated.InLine },
        Unsupported("rdpmc", "RDPMC", OperationClass.TimeOrIdentity, "reads a performance counter of the real processor", "the VMM does not virtualize performance counters"),
        Unsupported("rdpru", "RDPRU", OperationClass.TimeOrIdentity, "reads a frequency counter of the real processor", "the VMM does not virtualize performance counters") with { Translated = Translated.NotOffered },
        Unsupported("rdpid", "RDPID", OperationClass.TimeOrIdentity, "reads the real processor's number", "the virtual machine has one processor: its number is 0") with { Translated = Translated.InLine },
        new("xgetbv", "XGETBV", OperationClass.TimeOrIdentity, "reads an extended control register of the host", "Hypercall.Cpuid",
            SupportState.PartlySupported, "XCR0 only, as leaf 0Dh shows it"),
        new("xsetbv", "XSETBV", OperationClass.Privileged, "sets an extended control register", "Hypercall.Cpuid",
            SupportState.PartlySupported, "the host has chosen XCR0; setting what it holds is accepted"),
    ];
}
