namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Code that is worth the second tier: all that planning and emitting need of the guest, so that another thread can do it.</summary>
/// <param name="bytes">What <paramref name="blocks"/> were decoded from, one block after another.</param>
/// <param name="origin">The region of the first tier that turned; it runs until this one takes its place.</param>
internal sealed class Promotion(GuestSpace space, ulong head, Hints hints, List<BasicBlock> blocks, byte[] bytes, FirstTierRegion? origin)
{
    internal GuestSpace Space => space;
    internal ulong Head => head;
    internal List<BasicBlock> Blocks => blocks;
    internal byte[] Bytes => bytes;
    internal FirstTierRegion? Origin => origin;

    /// <summary>What has been made of it; null where there was no room for more.</summary>
    internal Region? Region { get; private set; }
    internal TimeSpan Time { get; private set; }
    /// <summary>Where the region leaves, each with the offset in it of the number that it gets.</summary>
    internal (ExitSite Site, int Place)[] Sites { get; private set; } = [];
    internal (Link Link, int Place)[] Links { get; private set; } = [];
    /// <summary>Thrown while it was made.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>It will not be taken over; what turned may ask again.</summary>
    internal void GiveUp() => origin?.IsPending = false;

    internal void Complete(Region region, (ExitSite, int)[] sites, (Link, int)[] links, TimeSpan time) => (Region, Sites, Links, Time) = (region, sites, links, time);

    internal Region Make(HostAssembler assembler, Emitter emitter, int start) => Make(space.Code, head, hints, blocks, assembler, emitter, start);

    /// <summary>Plans and emits a region of the second tier.</summary>
    /// <param name="start">Offset in the code cache, where the assembler has been started.</param>
    internal static Region Make(CodeSpace code, ulong head, in Hints hints, List<BasicBlock> blocks, HostAssembler assembler, Emitter emitter, int start)
    {
        if (code.IsNarrow) PlanNarrow(blocks);
        var plan = code.IsNarrow ? RegisterPlan.Canonical : BiasPlanner.PlanRegion(blocks, code.IsSoft, head, hints.Narrow);
        var region = new Region(code, plan) { Start = start };
        emitter.Emit(region, blocks, start, hints);
        region.Length = assembler.Length;
        return region;
    }

    /// <summary>32-bit code has one window, and needs no plan for biases.</summary>
    internal static void PlanNarrow(List<BasicBlock> blocks)
    {
        foreach (var block in blocks) block.Incoming = block.Outgoing = BiasState.Empty;
    }
}
