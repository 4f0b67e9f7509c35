using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;

namespace Hyperweave.Analyzers;

/// <summary>Rules about code that is no C#.</summary>
internal static partial class Descriptors
{
    private const string MachineCode = "Hyperweave.MachineCode";

    public static readonly DiagnosticDescriptor MachineCodeInData = new(
        DiagnosticIds.MachineCodeInData,
        "Machine code in data",
        "In '{0}' at offset 0x{1:X}, {2}. {3}.",
        MachineCode, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.MachineCodeInData + ".md");

    public static readonly DiagnosticDescriptor UnmanagedPointerCall = new(
        DiagnosticIds.UnmanagedPointerCall,
        DiagnosticTitles.UnmanagedPointerCall,
        "Nobody can tell what code '{0}' leads to: full virtualization sees it when it runs; the paravirtual build leaves the call as it is. "
            + "Call a C# method by its address, or declare the code as an extern and put '<its name>;<operation>' or '<its name>;innocuous' into a *.Operations.txt file.",
        MachineCode, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + DiagnosticIds.UnmanagedPointerCall + ".md");
}
