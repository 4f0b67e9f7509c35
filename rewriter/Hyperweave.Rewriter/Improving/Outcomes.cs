using Hyperweave.Rewriting.Finding;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>What the passes did to each site, by its instruction, and why they left others.</summary>
internal sealed class Outcomes
{
    private readonly Dictionary<Instruction, Site> done = [];
    private readonly Dictionary<Instruction, string> left = [];

    public bool IsDone(FoundSite site) => done.ContainsKey(site.Instruction);

    public void Done(FoundSite site, Site outcome) => done.Add(site.Instruction, outcome);

    /// <summary>The first reason stands: the earlier pass would have saved more.</summary>
    public void Leave(FoundSite site, string reason) => left.TryAdd(site.Instruction, reason);

    /// <summary>The site as a pass has changed it, or null when none has.</summary>
    public Site? Of(FoundSite site) => done.GetValueOrDefault(site.Instruction);

    public string ReasonOf(FoundSite site) => left.GetValueOrDefault(site.Instruction, "");
}
