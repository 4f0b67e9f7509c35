using System.Collections.Generic;

namespace Hyperweave.Catalogue;

/// <summary>Each rule's title and page, for the editor and for reports alike.</summary>
internal static class DiagnosticTitles
{
    /// <summary>Where docs/diagnostics is published.</summary>
    public const string Pages = "https://github.com/hyperweave/hyperweave/blob/main/docs/diagnostics/";

    public const string Privileged = "Privileged operation";
    public const string SensitiveUnprivileged = "Sensitive-unprivileged operation";
    public const string NoReplacement = "Operation without a replacement";
    public const string UnknownExtern = "Unknown extern";
    public const string InnocuousButSlow = "Operation that a virtual machine need not do";
    public const string UnmanagedPointerCall = "Call through an unmanaged function pointer";
    public const string ReplaceByHand = "Operation to replace by hand";

    /// <summary>The rules that a report about a whole file can hold: id → title.</summary>
    public static IReadOnlyDictionary<string, string> OfFindings { get; } = new Dictionary<string, string>
    {
        [DiagnosticIds.Privileged] = Privileged,
        [DiagnosticIds.SensitiveUnprivileged] = SensitiveUnprivileged,
        [DiagnosticIds.NoReplacement] = NoReplacement,
        [DiagnosticIds.UnknownExtern] = UnknownExtern,
        [DiagnosticIds.InnocuousButSlow] = InnocuousButSlow,
        [DiagnosticIds.UnmanagedPointerCall] = UnmanagedPointerCall,
        [DiagnosticIds.ReplaceByHand] = ReplaceByHand,
    };
}
