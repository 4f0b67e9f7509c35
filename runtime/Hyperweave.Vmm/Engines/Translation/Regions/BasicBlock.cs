using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>A run of instructions that is entered at the top only.</summary>
internal sealed class BasicBlock
{
    private Lowering[] _lowerings = [];
    private Effect[] _effects = [];

    internal ulong Start { get; private set; }
    internal ulong End => Instructions[^1].NextIP;
    internal List<Instruction> Instructions { get; } = [];
    /// <summary>How each instruction's memory operand is reached; filled by <see cref="BiasPlanner"/>.</summary>
    internal Span<Lowering> Lowerings => _lowerings.AsSpan(0, Instructions.Count);
    /// <summary>What each instruction does to registers; filled by <see cref="BiasPlanner"/> too.</summary>
    internal Span<Effect> Effects => _effects.AsSpan(0, Instructions.Count);

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

    /// <summary>Begins anew: nothing is known of these instructions. What an earlier use has allocated serves again.</summary>
    internal void Take(ulong start, ReadOnlySpan<Instruction> instructions)
    {
        Start = start;
        Instructions.Clear();
        Instructions.AddRange(instructions);
        if (_lowerings.Length < instructions.Length) (_lowerings, _effects) = (new Lowering[instructions.Length], new Effect[instructions.Length]);
        Lowerings.Clear();
        (Fallthrough, Taken) = (null, null);
        IsEntry = IsReturnSite = IsLoopHead = EndsAtDevice = false;
        LoopDepth = 0;
        Origins = default;
        Incoming = Outgoing = default;
        (ZeroExtended, Guarded) = (ushort.MaxValue, 0);
        Predecessors.Clear();
        Successors.Clear();
    }
}
