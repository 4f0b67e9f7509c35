using System.Runtime.InteropServices;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>The blocks, in the order of their addresses, from a loop's head to a jump back to it.</summary>
/// <param name="first">Number of the head.</param>
/// <param name="last">Number of the block that jumps back.</param>
internal sealed class Loop(List<BasicBlock> blocks, int first, int last)
{
    internal static List<Loop> Of(List<BasicBlock> blocks)
    {
        var loops = new List<Loop>();
        for (int last = 0; last < blocks.Count; last++)
        {
            if (blocks[last].Taken is not ulong head || head > blocks[last].Start) continue;
            int first = blocks.FindIndex(block => block.Start == head);
            if (first >= 0) loops.Add(new Loop(blocks, first, last));
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

    private ulong Length => blocks[last].Start - blocks[first].Start;

    private bool Holds(BasicBlock block) => block.Start >= blocks[first].Start && block.Start <= blocks[last].Start;

    /// <summary>A bias that is looked up anywhere in the loop serves round it: its registers stay, or move by small steps.</summary>
    internal bool Carries(in BiasKey key)
    {
        foreach (var block in CollectionsMarshal.AsSpan(blocks)[first..(last + 1)])
        {
            if (block.IsEntry && !block.IsLoopHead) return false;
            var state = BiasState.Empty;
            state.Set(0, key);
            ushort narrow = block.ZeroExtended;
            foreach (ref readonly var effect in block.Effects)
            {
                BiasPlanner.Apply(effect, narrow, ref state);
                narrow = BiasPlanner.After(effect, narrow);
            }
            if (state.Key0.IsNone) return false;
        }
        return true;
    }
}
