using Hyperweave.Rewriting.Finding;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>What the passes did to each site, by its instruction, and why they left others.</summary>
/// <param name="found">The sites that the finder found, in the order of the IL.</param>
internal sealed class Outcomes(IEnumerable<FoundSite> found)
{
    private readonly List<FoundSite> sites = [.. found];
    private readonly HashSet<Instruction> known = [.. found.Select(site => site.Instruction)];
    private readonly Dictionary<Instruction, Site> done = [];
    private readonly Dictionary<Instruction, string> left = [];

    /// <summary>All sites, those that passes included among them, method by method.</summary>
    public IEnumerable<FoundSite> Sites => sites;

    /// <summary>Lists a call that the finder does not take for a site.</summary>
    public void Include(FoundSite call)
    {
        if (!known.Add(call.Instruction))
            return;
        var behind = sites.FindLastIndex(site => site.Method == call.Method && site.Instruction.Offset < call.Instruction.Offset);
        sites.Insert(behind < 0 ? Math.Max(0, sites.FindIndex(site => site.Method == call.Method)) : behind + 1, call);
    }

    public bool IsDone(FoundSite site) => done.ContainsKey(site.Instruction);

    /// <summary>The last word stands: a call may be left in a loop and taken in a run inside it.</summary>
    public void Done(FoundSite site, Site outcome) => done[site.Instruction] = outcome;

    /// <summary>The first reason stands: the earlier pass would have saved more.</summary>
    public void Leave(FoundSite site, string reason) => left.TryAdd(site.Instruction, reason);

    /// <summary>The site as a pass has changed it, or null when none has.</summary>
    public Site? Of(FoundSite site) => done.GetValueOrDefault(site.Instruction);

    public string ReasonOf(FoundSite site) => left.GetValueOrDefault(site.Instruction, "");
}
