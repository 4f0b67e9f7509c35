namespace Hyperweave.Catalogue;

/// <summary>How an operation behaves when the kernel runs without privilege (Popek and Goldberg 1974; Robin and Irvine 2000).</summary>
internal enum OperationClass
{
    /// <summary>Traps when deprivileged, so a VMM can emulate it: correct, but each one costs an exit.</summary>
    Privileged,
    /// <summary>Does not trap when deprivileged and silently does something else: trap-and-emulate cannot see it.</summary>
    SensitiveUnprivileged,
    /// <summary>Does not trap and tells the real machine's time or identity instead of the virtual machine's.</summary>
    TimeOrIdentity,
    /// <summary>Correct anywhere, but a virtual machine need not pay for it.</summary>
    InnocuousButSlow,
}

/// <summary>What the paravirtual interface offers for an operation.</summary>
internal enum SupportState
{
    Supported,
    PartlySupported,
    NotSupported,
}

/// <summary>What full virtualization, which is binary translation here, does with an operation of an unmodified kernel.</summary>
internal enum Translated
{
    /// <summary>The translated code is left, and the virtual machine gives the instruction its meaning.</summary>
    ByExit,
    /// <summary>A few instructions on the virtual processor's state, in the place of the operation, without an exit.</summary>
    InLine,
    /// <summary>As it stands, or by no code at all.</summary>
    AsItIs,
    /// <summary>The virtual processor lacks the feature, as its CPUID says.</summary>
    NotOffered,
}

/// <summary>One operation that a hypervisor must control, or may want to.</summary>
/// <param name="Id">The name in the catalogue, in lists of sites and in *.Operations.txt files.</param>
/// <param name="Forms">
/// The instruction forms, separated by <c>|</c>: a mnemonic, or a mnemonic with the operand that makes it this operation.
/// Empty for an operation that is no single instruction.
/// </param>
/// <param name="Class">How it behaves when the kernel runs without privilege.</param>
/// <param name="Does">What it does, as the rest of a sentence that begins with its name.</param>
/// <param name="Replacement">
/// What replaces it, as names of the paravirtual interface joined by <c> + </c>; empty when there is none or none is needed.
/// </param>
/// <param name="State">Whether the replacement is complete.</param>
/// <param name="Reason">Why it is not complete; empty when it is.</param>
internal sealed record Operation(
    string Id,
    string Forms,
    OperationClass Class,
    string Does,
    string Replacement,
    SupportState State = SupportState.Supported,
    string Reason = "")
{
    /// <summary>What full virtualization does with it in 64-bit code.</summary>
    public Translated Translated { get; init; }

    /// <summary>The diagnostic that reports a use of this operation.</summary>
    public string DiagnosticId => this switch
    {
        { State: SupportState.NotSupported } => DiagnosticIds.NoReplacement,
        { Class: OperationClass.Privileged } => DiagnosticIds.Privileged,
        { Class: OperationClass.InnocuousButSlow } => DiagnosticIds.InnocuousButSlow,
        _ => DiagnosticIds.SensitiveUnprivileged,
    };

    /// <summary>The operation as a person names it: its instruction where there is one, else its id.</summary>
    public string DisplayName => Forms.Length == 0 ? Id : Forms.Split('|')[0];

    /// <summary>The class as text.</summary>
    public string ClassName => Class switch
    {
        OperationClass.Privileged => "privileged",
        OperationClass.SensitiveUnprivileged => "sensitive-unprivileged",
        OperationClass.TimeOrIdentity => "time/identity",
        _ => "innocuous-but-slow",
    };
}
