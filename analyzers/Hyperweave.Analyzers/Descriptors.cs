using System.Collections.Generic;
using System.Linq;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;

namespace Hyperweave.Analyzers;

/// <summary>Every rule's title, message and default severity. Their pages are docs/diagnostics/{id}.md.</summary>
internal static partial class Descriptors
{
    private const string Pages = DiagnosticTitles.Pages;
    private const string Operations = "Hyperweave.Operations";
    private const string CoreLibrary = "Hyperweave.CoreLibrary";

    /// <summary>All of them, from every file of this class.</summary>
    public static IEnumerable<DiagnosticDescriptor> All => typeof(Descriptors).GetFields().Select(row => row.GetValue(null)).OfType<DiagnosticDescriptor>();

    public static readonly DiagnosticDescriptor Privileged = new(
        DiagnosticIds.Privileged,
        DiagnosticTitles.Privileged,
        "'{0}' {1}. It is privileged: full virtualization {2}; the paravirtual build {3}.",
        Operations, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.Privileged + ".md");

    public static readonly DiagnosticDescriptor SensitiveUnprivileged = new(
        DiagnosticIds.SensitiveUnprivileged,
        DiagnosticTitles.SensitiveUnprivileged,
        "'{0}' {1}. It does not trap when the kernel runs without privilege and is then silently wrong: full virtualization {2}; the paravirtual build {3}.",
        Operations, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.SensitiveUnprivileged + ".md");

    public static readonly DiagnosticDescriptor NoReplacement = new(
        DiagnosticIds.NoReplacement,
        DiagnosticTitles.NoReplacement,
        "'{0}' {1}. Nothing in the paravirtual interface replaces it: full virtualization {2}; the paravirtual build {3}.",
        Operations, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.NoReplacement + ".md");

    public static readonly DiagnosticDescriptor UnknownExtern = new(
        DiagnosticIds.UnknownExtern,
        DiagnosticTitles.UnknownExtern,
        "Nobody can tell whether '{0}' holds an operation that a hypervisor must control: full virtualization sees it when it runs; the paravirtual build fails here. Look into its code, then put '{1};innocuous' or '{1};<operation>' into a *.Operations.txt file.",
        Operations, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnknownExtern + ".md");

    public static readonly DiagnosticDescriptor MissingFromCoreLibrary = new(
        DiagnosticIds.MissingFromCoreLibrary,
        "API missing in the guest core library",
        "'{0}' is not in the guest core library: the image would not build. Use what Hyperweave.CoreLib has, or bring your own.",
        CoreLibrary, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.MissingFromCoreLibrary + ".md");

    public static readonly DiagnosticDescriptor InnocuousButSlow = new(
        DiagnosticIds.InnocuousButSlow,
        DiagnosticTitles.InnocuousButSlow,
        "'{0}' {1}. A virtual machine need not pay for it: full virtualization {2}; the paravirtual build {3}.",
        Operations, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.InnocuousButSlow + ".md");

    public static readonly DiagnosticDescriptor MalformedOperationsFile = new(
        DiagnosticIds.MalformedOperationsFile,
        "Malformed operations file",
        "The line cannot be read: {0}",
        Operations, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.MalformedOperationsFile + ".md");

    public static readonly DiagnosticDescriptor ReplaceByHand = new(
        DiagnosticIds.ReplaceByHand,
        DiagnosticTitles.ReplaceByHand,
        "'{0}' {1}. The rewriter cannot replace this spelling: {4}. Then full virtualization {2}; the paravirtual build {3}.",
        Operations, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.ReplaceByHand + ".md");
}
