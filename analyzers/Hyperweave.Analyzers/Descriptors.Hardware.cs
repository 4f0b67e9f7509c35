using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;

namespace Hyperweave.Analyzers;

/// <summary>Rules about how a guest speaks to devices.</summary>
internal static partial class Descriptors
{
    private const string Hardware = "Hyperweave.Hardware";

    public static readonly DiagnosticDescriptor PhysicalAddress = new(
        DiagnosticIds.PhysicalAddress,
        "Constant physical address of a device",
        "{0} is {1}. {2}.",
        Hardware, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.PhysicalAddress + ".md");

    public static readonly DiagnosticDescriptor PortBatch = new(
        DiagnosticIds.PortBatch,
        "Port writes that a batch would serve",
        "{0}, and full virtualization exits each time. Replace the writes by {1}.",
        Hardware, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.PortBatch + ".md");

    public static readonly DiagnosticDescriptor PortDelay = new(
        DiagnosticIds.PortDelay,
        "Delay by a port write",
        "A write to port 0x{0:X} only lets time pass for a slow device, and no virtual device is slow: full virtualization exits for it; the paravirtual build leaves it out. "
            + "Delete it, unless the kernel must also run on hardware that needs it.",
        Hardware, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.PortDelay + ".md");

    public static readonly DiagnosticDescriptor AccessWidth = new(
        DiagnosticIds.AccessWidth,
        "Wrong width for a port or model-specific register",
        "{0}. {1}.",
        Hardware, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.AccessWidth + ".md");
}
