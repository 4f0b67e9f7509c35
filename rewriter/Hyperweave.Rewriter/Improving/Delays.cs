using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Finding;

namespace Hyperweave.Rewriting.Improving;

/// <summary>Writes to one of the catalogue's delay ports (0x80, 0xED), which let a slow ISA device catch up.</summary>
internal static class Delays
{
    public static bool IsDelay(MethodWork work, FoundSite site) =>
        site.Operation!.Id == "out8"
        && work.Flow.ConstantArgument(site.Instruction, site.Target.HasThis ? 1 : 0) is { } port
        && PortRange.Find((ushort)port) is { IsDelay: true };
}
