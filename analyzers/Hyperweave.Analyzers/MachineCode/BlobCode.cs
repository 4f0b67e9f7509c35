using System.Collections.Generic;
using System.Linq;
using Hyperweave.Catalogue;
using Iced.Intel;

namespace Hyperweave.Analyzers.MachineCode;

/// <summary>What 64-bit code does that a hypervisor must control. The only class here that needs Iced.</summary>
internal static class BlobCode
{
    /// <summary>Each finding by its offset in the code: what is there, and what to do about it, both as parts of a sentence.</summary>
    public static IEnumerable<(ulong Offset, string What, string Advice)> Findings(byte[] code)
    {
        var decoder = Decoder.Create(64, code);
        while (decoder.IP < (ulong)code.Length)
        {
            var instruction = decoder.Decode();
            if (instruction.IsInvalid)
            {
                yield return (instruction.IP, "the bytes are no instruction, so that nobody can tell what they and the rest do", "Correct them, or keep data apart from the code");
                yield break;
            }

            if (SensitiveInstructions.IsForbidden(instruction, out var reason))
                yield return (instruction.IP, $"{reason}; no build rewrites machine code in data", Advice(SensitiveInstructions.Find(instruction)));
        }
    }

    private static string Advice(Operation? operation) => operation switch
    {
        null => "Leave it out: nothing replaces it",
        { State: SupportState.NotSupported } => $"Leave it out: {operation.Reason}",
        _ when Signatures.GuestName(operation.Id) is { } method => $"Call {method} instead",
        _ => "Leave it to Hyperweave.Guest, which has a form that the build replaces",
    };
}
