namespace Hyperweave.Catalogue;

internal static partial class Operations
{
    private const string NestedReason = "the VMM does not offer nested hardware virtualization";

    private static Operation[] Virtualization =>
    [
        Unsupported("vmx", "VMXON|VMXOFF|VMLAUNCH|VMRESUME|VMCLEAR|VMPTRLD|VMPTRST|VMREAD|VMWRITE|INVEPT|INVVPID", OperationClass.Privileged,
            "runs a virtual machine in hardware (Intel)", NestedReason) with { Translated = Translated.NotOffered },
        Unsupported("svm", "VMRUN|VMLOAD|VMSAVE|STGI|CLGI|SKINIT|INVLPGA", OperationClass.Privileged,
            "runs a virtual machine in hardware (AMD)", NestedReason) with { Translated = Translated.NotOffered },
        Unsupported("hypervisor-call", "VMCALL|VMMCALL|VMGEXIT|VMFUNC", OperationClass.SensitiveUnprivileged,
            "calls a hypervisor: under this one, the machine's below it", "use the interface of Hyperweave.Guest") with { Translated = Translated.NotOffered },
    ];
}
