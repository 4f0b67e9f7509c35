using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Flow;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>One method under improvement: its sites, which of them are done, and why others were left.</summary>
/// <param name="sites">Its sites in the order of the IL; calls of the guest library that store page-table entries are added as they are improved.</param>
internal sealed class MethodWork(MethodDefinition method, IReadOnlyList<FoundSite> sites, Outcomes outcomes)
{
    private ControlFlow? flow;
    private bool grown;

    public MethodDefinition Method => method;

    /// <summary>Sites that can be replaced and that no pass has taken yet.</summary>
    public IReadOnlyList<FoundSite> Open => [.. sites.Where(site => site.Operation is not null && site.Row!.ByHand.Length == 0 && !outcomes.IsDone(site))];

    /// <summary>The body's control flow as it is now.</summary>
    public ControlFlow Flow => flow ??= new ControlFlow(method);

    /// <summary>Notes a site as taken. To be called before the site's instruction changes.</summary>
    /// <param name="replacement">Doc-comment id of what is called instead; empty when nothing is.</param>
    public void Done(FoundSite site, Improvement improvement, string replacement) =>
        outcomes.Done(site, Replacer.Describe(site, SiteState.Replaced, replacement) with { Improvement = improvement.Name });

    /// <summary>Notes why a pass left a site that it could have been for.</summary>
    public void Leave(FoundSite site, Improvement improvement, string reason) => outcomes.Leave(site, $"{improvement.Name}: {reason}");

    /// <summary>Notes a call as taken that is no site of its own: it reaches its operation through the guest library.</summary>
    public void DoneCall(FoundSite call, Improvement improvement, string replacement)
    {
        outcomes.Include(call);
        Done(call, improvement, replacement);
    }

    /// <summary>Notes why such a call was left; it stays as it is.</summary>
    public void LeaveCall(FoundSite call, Improvement improvement, string reason)
    {
        if (sites.Any(site => site.Instruction == call.Instruction))
        {
            Leave(call, improvement, reason);
            return;
        }

        outcomes.Include(call);
        outcomes.Done(call, Replacer.Describe(call, SiteState.Left) with { Left = $"{improvement.Name}: {reason}" });
    }

    /// <summary>To be called after each edit that adds instructions or changes control flow.</summary>
    public void Edited()
    {
        flow = null;
        grown = true;
    }

    /// <summary>To be called after the last edit.</summary>
    public void Finish()
    {
        if (grown)
            BranchForms.Fit(method.Body);
    }
}
