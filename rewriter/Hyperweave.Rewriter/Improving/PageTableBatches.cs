using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>
/// Page-table stores of a loop, or of a straight run, go into a batch in the method's frame, which is written when it is full
/// and when control leaves, whichever way:
/// <code>
/// loop { table.Map(…) }   →   batch.Begin(); try { loop { PageTableBatch.Map(table, …, ref batch) } } finally { batch.Write(); }
/// </code>
/// </summary>
internal sealed class PageTableBatches(Counterparts counterparts, Improvement improvement) : IImprovementPass
{
    private const string Begin = "M:Hyperweave.Guest.Woven.PageTableBatch.Begin";
    private const string Write = "M:Hyperweave.Guest.Woven.PageTableBatch.Write";

    public void Improve(MethodWork work)
    {
        var calls = work.Method.Body.Instructions.Where(instruction => PageTableCalls.Counterpart(instruction) is not null).ToList();
        if (calls.Count == 0 || counterparts.Library.Find(Begin) is null)
            return;
        var regions = new BatchRegions(work.Method, work.Flow).Find(calls).ToList();
        foreach (var region in regions.Where(region => region.Obstacle.Length != 0))
            Leave(work, region);
        foreach (var region in regions.Where(region => region.Obstacle.Length == 0))
            Wrap(work, region);
    }

    private void Leave(MethodWork work, BatchRegion region)
    {
        foreach (var call in region.Calls)
            work.LeaveCall(PageTableCalls.Site(work.Method, call), improvement, region.Obstacle);
    }

    private void Wrap(MethodWork work, BatchRegion region)
    {
        var body = work.Method.Body;
        var begin = counterparts.Library.Find(Begin)!;
        var batch = new VariableDefinition(counterparts.Module.ImportReference(begin.DeclaringType));
        body.Variables.Add(batch);
        foreach (var call in region.Calls)
            Redirect(work, call, batch);
        MethodEditor.WrapInFinally(body, region.First, End(region),
            [Instruction.Create(OpCodes.Ldloca, batch), Instruction.Create(OpCodes.Call, counterparts.Module.ImportReference(begin))],
            [Instruction.Create(OpCodes.Ldloca, batch), Instruction.Create(OpCodes.Call, Import(Write))]);
        work.Edited();
    }

    /// <summary>A run ends with a call, which is two instructions now.</summary>
    private static Instruction End(BatchRegion region) =>
        region.Calls.Contains(region.Last) ? region.Last.Next : region.Last;

    private void Redirect(MethodWork work, Instruction call, VariableDefinition batch)
    {
        var counterpart = PageTableCalls.Counterpart(call)!;
        work.DoneCall(PageTableCalls.Site(work.Method, call), improvement, counterpart);
        MethodEditor.ReplaceBy(work.Method.Body, call, Instruction.Create(OpCodes.Ldloca, batch), Instruction.Create(OpCodes.Call, Import(counterpart)));
    }

    private MethodReference Import(string method) => counterparts.Module.ImportReference(counterparts.Library.Find(method));
}
