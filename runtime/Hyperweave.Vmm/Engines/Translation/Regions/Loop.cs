namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>The blocks, in the order of their addresses, from a loop's head to a jump back to it.</summary>
internal sealed class Loop(ulong start, ulong end, List<BasicBlock> blocks)
{
    internal static List<Loop> Of(List<BasicBlock> blocks)
    {
        var loops = new List<Loop>();
        foreach (var block in blocks)
        {
            if (block.Taken is ulong head && head <= block.Start && blocks.Exists(other => other.Start == head))
                loops.Add(new Loop(head, block.Start, blocks.FindAll(inside => inside.Start >= head && inside.Start <= block.Start)));
        }
        return loops;
    }

    internal static Loop? Innermost(List<Loop> loops, BasicBlock block)
    {
        Loop? innermost = null;
        foreach (var loop in loops)
        {
            if (loop.Holds(block) && (innermost is null || loop.Length < innermost.Length)) innermost = loop;
        }
        return innermost;
    }

    private ulong Length => end - start;

    private bool Holds(BasicBlock block) => block.Start >= start && block.Start <= end;

    /// <summary>A bias that is looked up anywhere in the loop serves round it: its registers stay, or move by small steps.</summary>
    internal bool Carries(in BiasKey key)
    {
        foreach (var block in blocks)
        {
            if (block.IsEntry && !block.IsLoopHead) return false;
            var state = BiasState.Empty;
            state.Set(0, key);
            ushort narrow = block.ZeroExtended;
            foreach (ref readonly var effect in block.Effects.AsSpan())
            {
                BiasPlanner.Apply(effect, narrow, ref state);
                narrow = BiasPlanner.After(effect, narrow);
            }
            if (state.Key0.IsNone) return false;
        }
        return true;
    }
}
