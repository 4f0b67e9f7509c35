using System;
using System.Collections.Generic;

namespace Hyperweave.Catalogue;

/// <summary>What an operation does to the state that flow rules follow.</summary>
[Flags]
internal enum Effects
{
    None = 0,
    /// <summary>Clears RFLAGS.IF.</summary>
    Disables = 1,
    /// <summary>Sets RFLAGS.IF, or puts it back as it was.</summary>
    Enables = 2,
    /// <summary>Forgets translations, one or all.</summary>
    Flushes = 4,
    /// <summary>Control does not come back to the next statement.</summary>
    NeverReturns = 8,
    /// <summary>Tells or keeps RFLAGS.IF, so that later code can test it.</summary>
    ReadsFlag = 16,
    /// <summary>An exception may come out. No operation has it: methods do.</summary>
    Throws = 32,
    /// <summary>Tells the address of the page tables in use.</summary>
    ReadsRoot = 64,
    /// <summary>Takes something away from a page-table entry. It depends on the value stored, so no operation has it: methods do.</summary>
    Narrows = 128,
}

/// <summary>The operations that have effects.</summary>
internal static class OperationEffects
{
    /// <summary>Operation id → its effects; the others have none.</summary>
    public static IReadOnlyDictionary<string, Effects> ById { get; } = new Dictionary<string, Effects>(StringComparer.Ordinal)
    {
        ["cli"] = Effects.Disables,
        ["save-and-disable"] = Effects.Disables | Effects.ReadsFlag,
        ["sti"] = Effects.Enables,
        ["sti-hlt"] = Effects.Enables,
        ["popf"] = Effects.Enables,
        ["restore-interrupts"] = Effects.Enables,
        ["pushf"] = Effects.ReadsFlag,
        ["interrupts-enabled"] = Effects.ReadsFlag,
        ["invlpg"] = Effects.Flushes,
        ["invpcid"] = Effects.Flushes,
        ["invlpgb"] = Effects.Flushes,
        ["read-cr3"] = Effects.ReadsRoot,
        ["write-cr3"] = Effects.Flushes,
        // A change of CR4.PGE, PAE or PCIDE empties the TLB (Intel SDM 3A 4.10.4.1).
        ["write-cr4"] = Effects.Flushes,
        ["shutdown"] = Effects.NeverReturns,
        ["resume-frame"] = Effects.NeverReturns,
        ["iret"] = Effects.NeverReturns,
        ["sysret"] = Effects.NeverReturns,
        ["sysexit"] = Effects.NeverReturns,
    };

    public static Effects Of(string operation) => ById.TryGetValue(operation, out var effects) ? effects : Effects.None;
}
