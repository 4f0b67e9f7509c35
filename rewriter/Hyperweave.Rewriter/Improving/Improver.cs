using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Replacing;

namespace Hyperweave.Rewriting.Improving;

/// <summary>Runs the passes over each method that has sites.</summary>
internal sealed class Improver(Counterparts counterparts, Improvements wanted)
{
    private readonly Outcomes outcomes = new();

    /// <summary>All passes in the order in which they run: what is dropped is not batched, what is batched is not inlined.</summary>
    private IEnumerable<IImprovementPass> Passes()
    {
        foreach (var improvement in Improvement.All.Where(candidate => wanted.HasFlag(candidate.Flag)))
        {
            yield return improvement.Flag switch
            {
                Improvements.DropDelays => new DelayWrites(counterparts, improvement),
                Improvements.DropDead => new DeadOperations(counterparts, improvement),
                Improvements.BatchPorts => new PortBatches(counterparts, improvement),
                _ => throw new InvalidOperationException($"no pass makes {improvement.Name}"),
            };
        }
    }

    /// <returns>What became of the sites that a pass took, and why others were left.</returns>
    public Outcomes Improve(IEnumerable<FoundSite> found)
    {
        var passes = Passes().ToList();
        foreach (var method in found.GroupBy(site => site.Method))
        {
            var work = new MethodWork(method.Key, [.. method], outcomes);
            foreach (var pass in passes)
                pass.Improve(work);
            work.Finish();
        }

        return outcomes;
    }
}
