namespace Hyperweave.Catalogue;

/// <summary>Every diagnostic id, for analyzers and the rewriter alike; each has a page in docs/diagnostics.</summary>
internal static class DiagnosticIds
{
    public const string Privileged = "HV0001";
    public const string SensitiveUnprivileged = "HV0002";
    public const string NoReplacement = "HV0003";
    public const string UnknownExtern = "HV0004";
    public const string MissingFromCoreLibrary = "HV0005";
    public const string InnocuousButSlow = "HV0006";
    public const string MalformedOperationsFile = "HV0007";
    public const string MachineCodeInData = "HV0010";
    public const string UnmanagedPointerCall = "HV0011";
    public const string PhysicalAddress = "HV0012";
    public const string PortBatch = "HV0013";
    public const string PortDelay = "HV0014";
    public const string AccessWidth = "HV0015";
    public const string UnsafeInHandler = "HV0020";
    public const string InterruptsStayDisabled = "HV0021";
    public const string TranslationNotFlushed = "HV0022";
    /// <summary>The rewriter's own: the input is not a readable assembly, or the output cannot be written.</summary>
    public const string UnreadableInput = "HV0100";
    /// <summary>The rewriter's own: a known operation in a shape that only a person can replace.</summary>
    public const string ReplaceByHand = "HV0101";
    /// <summary>The rewriter's own: after rewriting, an operation is still there.</summary>
    public const string Leak = "HV0102";
    /// <summary>The rewriter's own: a signed input, an output without a signature.</summary>
    public const string SignatureGone = "HV0103";
}
