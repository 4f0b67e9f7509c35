using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;

namespace Hyperweave.Analyzers;

/// <summary>The rules that follow control flow.</summary>
internal static partial class Descriptors
{
    private const string Flow = "Hyperweave.Flow";

    public static readonly DiagnosticDescriptor UnsafeInHandler = new(
        DiagnosticIds.UnsafeInHandler,
        "Interrupt handler allocates, locks or throws",
        "Interrupt handler '{0}' {1}{2}: {3}",
        Flow, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnsafeInHandler + ".md");

    public static readonly DiagnosticDescriptor InterruptsStayDisabled = new(
        DiagnosticIds.InterruptsStayDisabled,
        "Interrupts stay disabled on a path",
        "Interrupts that '{0}' disables stay disabled {1}. Put them back on that path too, best in a finally block.",
        Flow, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InterruptsStayDisabled + ".md");

    public static readonly DiagnosticDescriptor TranslationNotFlushed = new(
        DiagnosticIds.TranslationNotFlushed,
        "Page-table edit without a flush",
        "'{0}' takes something away from a page-table entry, and {1} the processor may still hold the old translation. Call Cpu.Invlpg with the page's address, or write CR3.",
        Flow, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.TranslationNotFlushed + ".md");
}
