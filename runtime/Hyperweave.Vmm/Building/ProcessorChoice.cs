using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm.Building;

/// <summary>Which processor a machine gets.</summary>
internal static class ProcessorChoice
{
    /// <exception cref="HostException">The host lacks features of the wanted level.</exception>
    internal static ProcessorLevel For(MachineOptions options)
    {
        // A paravirtual guest has no CR4 and no XCR0, by which it could enable what V3 adds.
        if (options.Processor is not { } wanted) return options.Engine == EngineKind.Translation ? ProcessorModel.HighestCommonLevel : ProcessorLevel.V2;
        string[] missing = wanted == ProcessorLevel.V3 ? [.. ProcessorModel.MissingFor(wanted)] : [];
        if (missing.Length != 0) throw new HostException($"this processor is not of level v3: it has no {string.Join(", ", missing)}");
        return wanted;
    }
}
