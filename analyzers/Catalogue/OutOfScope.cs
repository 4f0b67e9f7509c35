using System.Collections.Generic;

namespace Hyperweave.Catalogue;

/// <summary>
/// Privileged instructions that have no row, each with the reason. A paravirtual image must not hold them either; no kernel
/// in C# is known to use them.
/// </summary>
internal static class OutOfScope
{
    private const string Enclaves = "enclaves belong to the host (Intel SGX)";
    private const string TrustDomains = "runs only inside or below a trust domain (Intel TDX)";
    private const string EncryptedMemory = "manages encrypted guests of the host (AMD SEV-SNP)";
    private const string FlexibleReturn = "event delivery by FRED, which the virtual processor does not announce";
    private const string Undocumented = "undocumented, for the processor's maker";
    private const string TrustedExecution = "measured launch of the host (Intel TXT)";
    private const string MemoryKeys = "memory encryption keys of the host (Intel TME-MK)";

    /// <summary>Mnemonic → reason.</summary>
    public static IReadOnlyDictionary<string, string> Mnemonics { get; } = new Dictionary<string, string>
    {
        ["ENCLS"] = Enclaves,
        ["ENCLV"] = Enclaves,
        ["SEAMCALL"] = TrustDomains,
        ["SEAMOPS"] = TrustDomains,
        ["SEAMRET"] = TrustDomains,
        ["TDCALL"] = TrustDomains,
        ["PSMASH"] = EncryptedMemory,
        ["PVALIDATE"] = EncryptedMemory,
        ["RMPADJUST"] = EncryptedMemory,
        ["RMPQUERY"] = EncryptedMemory,
        ["RMPUPDATE"] = EncryptedMemory,
        ["ERETS"] = FlexibleReturn,
        ["ERETU"] = FlexibleReturn,
        ["LKGS"] = FlexibleReturn,
        ["RDUDBG"] = Undocumented,
        ["WRUDBG"] = Undocumented,
        ["GETSEC"] = TrustedExecution,
        ["GETSECQ"] = TrustedExecution,
        ["PBNDKB"] = MemoryKeys,
        ["PCONFIG"] = MemoryKeys,
        ["RSM"] = "returns from system-management mode, which the firmware owns",
    };
}
