using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>A run of instructions that is entered at the top only.</summary>
internal sealed class BasicBlock(ulong start, ReadOnlySpan<Instruction> instructions = default)
{
    internal ulong Start => start;
    internal ulong End => Instructions[^1].NextIP;
    internal List<Instruction> Instructions { get; } = [.. instructions];
    /// <summary>How each instruction's memory operand is reached; filled by <see cref="BiasPlanner"/>.</summary>
    internal Lowering[] Lowerings { get; set; } = [];
    /// <summary>What each instruction does to registers; filled by <see cref="BiasPlanner"/> too.</summary>
    internal Effect[] Effects { get; set; } = [];

    /// <summary>Where control goes after the last instruction, besides a jump's target; null where it does not fall through.</summary>
    internal ulong? Fallthrough { get; set; }
    /// <summary>The target of a direct jump.</summary>
    internal ulong? Taken { get; set; }

    /// <summary>Reached from outside the region, with registers at their canonical places.</summary>
    internal bool IsEntry { get; set; }
    /// <summary>Reached by returns: it follows a call.</summary>
    internal bool IsReturnSite { get; set; }
    /// <summary>A jump of the region leads back here.</summary>
    internal bool IsLoopHead { get; set; }
    internal int LoopDepth { get; set; }
    /// <summary>The last instruction has met devices: see <see cref="DeviceAccesses"/>.</summary>
    internal bool EndsAtDevice { get; set; }

    /// <summary>What registers were made from, when the block begins.</summary>
    internal Origins Origins;
    /// <summary>Biases known when the block begins and when it ends.</summary>
    internal BiasState Incoming, Outgoing;
    /// <summary>Registers whose upper half is known to be zero when the block begins, by bit.</summary>
    internal ushort ZeroExtended { get; set; } = ushort.MaxValue;
    /// <summary>At an entry: registers that must prove to be below 2^32 on the way in, by bit.</summary>
    internal ushort Guarded { get; set; }
    internal List<BasicBlock> Predecessors { get; } = [];
    internal List<BasicBlock> Successors { get; } = [];
}
