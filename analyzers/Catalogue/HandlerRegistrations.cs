using System;
using System.Collections.Generic;

namespace Hyperweave.Catalogue;

/// <summary>
/// The methods that make a function an interrupt handler, all overloads, by family. System calls are not among them: they do not
/// interrupt kernel code.
/// </summary>
internal static class HandlerRegistrations
{
    /// <summary>Method name → the full names of the types that have it.</summary>
    public static IReadOnlyDictionary<string, string[]> TypesByMethod { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["SetHandler"] = ["Hyperweave.Guest.Interrupts", "Cosmos.Kernel.Core.CPU.InterruptManager"],
        ["SetIrqHandler"] = ["Cosmos.Core.INTs", "Cosmos.Kernel.Core.CPU.InterruptManager"],
        ["SetIntHandler"] = ["Cosmos.Core.INTs"],
        ["AllocateVector"] = ["Cosmos.Kernel.Core.CPU.InterruptManager"],
        ["EnableInterrupt"] = ["MOOS.Misc.Interrupts"],
        ["RegisterHandler"] = ["ProtonOS.X64.Arch"],
        ["RegisterInterruptHandler"] = ["ProtonOS.X64.Arch"],
    };
}
