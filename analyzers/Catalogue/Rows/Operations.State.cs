namespace Hyperweave.Catalogue;

internal static partial class Operations
{
    private static Operation[] State =>
    [
        Unsupported("xsaves", "XSAVES|XSAVES64|XRSTORS|XRSTORS64", OperationClass.Privileged,
            "saves or restores supervisor state", "the VMM offers no supervisor state; use XSAVE and XRSTOR") with { Translated = Translated.NotOffered },
        Unsupported("shadow-stack", "SETSSBSY|CLRSSBSY|WRUSSD|WRUSSQ", OperationClass.Privileged,
            "manages supervisor shadow stacks", "the VMM does not offer control-flow enforcement") with { Translated = Translated.NotOffered },
        Unsupported("key-locker", "LOADIWKEY", OperationClass.Privileged, "loads the processor's wrapping key", "the VMM does not offer Key Locker") with { Translated = Translated.NotOffered },
        Unsupported("history-reset", "HRESET", OperationClass.Privileged, "resets the processor's predictors", "predictors belong to the host") with { Translated = Translated.NotOffered },
        Unsupported("enqueue-supervisor", "ENQCMDS", OperationClass.Privileged, "enqueues a command for a shared device", "the VMM has no such device") with { Translated = Translated.NotOffered },
    ];
}
