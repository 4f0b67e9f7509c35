using System.Collections.Generic;

namespace Hyperweave.Catalogue;

/// <summary>
/// The instructions that Robin and Irvine (Analysis of the Intel Pentium's ability to support a secure virtual machine
/// monitor, USENIX Security 2000, section 3) found sensitive but unprivileged; quoted as 17, counted by form 18.
/// </summary>
internal static class RobinIrvine
{
    /// <summary>Name in the paper → operation id.</summary>
    public static IReadOnlyDictionary<string, string> Forms { get; } = new Dictionary<string, string>
    {
        ["SGDT"] = "sgdt",
        ["SIDT"] = "sidt",
        ["SLDT"] = "sldt",
        ["SMSW"] = "smsw",
        ["PUSHF"] = "pushf",
        ["POPF"] = "popf",
        ["LAR"] = "lar",
        ["LSL"] = "lsl",
        ["VERR"] = "verr",
        ["VERW"] = "verw",
        ["POP segment"] = "load-segments",
        ["PUSH segment"] = "read-segment",
        ["CALL far"] = "far-call",
        ["JMP far"] = "far-jmp",
        ["INT n"] = "int-n",
        ["RET far"] = "far-ret",
        ["STR"] = "str",
        ["MOV segment"] = "read-segment",
    };
}
