using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>What a listing asks for; the guest is not running.</summary>
internal sealed unsafe partial class Translator
{
    /// <summary>All regions that may be entered.</summary>
    internal IEnumerable<Region> Held => _regions.Concat(_promoted).Where(region => !region.IsRemoved);

    /// <summary>All links, those of regions that were forgotten too.</summary>
    internal IEnumerable<Link> Links => _links.All;

    internal ReadOnlySpan<byte> CodeOf(Region region) => new(_cache.Write + region.Start, region.Length);

    /// <summary>Why code leaves that stores this number.</summary>
    internal string Reason(ulong exitCode) => exitCode >= EngineLayout.FirstLink ? $"to 0x{TargetOf((int)(exitCode - EngineLayout.FirstLink)):X}" : Site(exitCode).Kind switch
    {
        SiteKind.Interpret => "the interpreter does it",
        SiteKind.Port => "port access",
        SiteKind.Operation => "the machine does it",
        SiteKind.Device => "device memory",
        SiteKind.Unguarded => "a register is not below 2^32",
        var kind => kind.ToString(),
    };
}
