using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>Runs the passes over each method that may have something for them.</summary>
internal sealed class Improver(Counterparts counterparts, Improvements wanted)
{
    /// <summary>All passes in the order in which they run: what is dead is not batched, and delays among writes go along with them.</summary>
    private IEnumerable<IImprovementPass> Passes() => Improvement.All.Where(improvement => wanted.HasFlag(improvement.Flag)).Select<Improvement, IImprovementPass>(improvement => improvement.Flag switch
    {
        Improvements.DropDelays => new DelayWrites(counterparts, improvement),
        Improvements.DropDead => new DeadOperations(counterparts, improvement),
        Improvements.BatchPorts => new PortBatches(counterparts, improvement, Wanted(Improvements.DropDelays)),
        Improvements.BatchPageTables => new PageTableBatches(counterparts, improvement),
        Improvements.InlineInterruptMask => new InterruptMasking(counterparts, improvement),
        Improvements.InlineClock => new ClockReads(counterparts, improvement),
        _ => throw new InvalidOperationException($"no pass makes {improvement.Name}"),
    });

    private Improvement? Wanted(Improvements flag) => wanted.HasFlag(flag) ? Improvement.All.Single(one => one.Flag == flag) : null;

    /// <param name="found">The sites, in the order of the IL.</param>
    /// <param name="candidates">The methods that may hold a site.</param>
    /// <returns>What became of the sites that a pass took, and why others were left.</returns>
    public Outcomes Improve(IReadOnlyList<FoundSite> found, IEnumerable<MethodDefinition> candidates)
    {
        var passes = Passes().ToList();
        var outcomes = new Outcomes(found);
        if (passes.Count == 0)
            return outcomes;
        var sites = found.ToLookup(site => site.Method);
        foreach (var method in Methods(sites, candidates))
        {
            var work = new MethodWork(method, [.. sites[method]], outcomes);
            foreach (var pass in passes)
                pass.Improve(work);
            work.Finish();
        }

        return outcomes;
    }

    /// <summary>Those with sites; and, where page tables are edited through the guest library, all that call it.</summary>
    private IEnumerable<MethodDefinition> Methods(ILookup<MethodDefinition, FoundSite> sites, IEnumerable<MethodDefinition> candidates) =>
        PageTableCalls.CanBeIn(counterparts.Module)
            ? candidates.Where(method => method.HasBody && !NativeForm.IsExempt(method.DeclaringType))
            : sites.Select(group => group.Key);
}
