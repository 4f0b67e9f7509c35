using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Finds the code that belongs to one region: everything that direct jumps, fall-through and returns from calls reach from
/// its head, within a few pages and a bounded number of instructions. Calls lead out; what follows them belongs to it.
/// </summary>
internal sealed class RegionBuilder(InstructionFetcher fetcher)
{
    private const int MostInstructions = 600;
    private const ulong Reach = 8192;

    private readonly SortedDictionary<ulong, Instruction> _instructions = [];
    private readonly SortedSet<ulong> _leaders = [];
    private readonly HashSet<ulong> _entries = [], _returnSites = [];
    private readonly Stack<ulong> _pending = new();
    private int _bits;

    /// <summary>Guest addresses that no region holds.</summary>
    internal IReadOnlySet<ulong> Breakpoints { private get; set; } = new HashSet<ulong>();

    /// <summary>The blocks in the order of their addresses, or none when not even the head can be fetched.</summary>
    internal List<BasicBlock> Build(ulong head, int bits)
    {
        _bits = bits;
        _instructions.Clear();
        _leaders.Clear();
        _entries.Clear();
        _returnSites.Clear();
        _entries.Add(head);
        _pending.Push(head);
        while (_pending.TryPop(out ulong at)) Scan(head, at);
        var blocks = Cut();
        Connect(blocks);
        return blocks;
    }

    private void Scan(ulong head, ulong at)
    {
        _leaders.Add(at);
        while (_instructions.Count < MostInstructions && !_instructions.ContainsKey(at) && at - head + Reach < 2 * Reach)
        {
            if (Breakpoints.Contains(at)) return;
            if (fetcher.Fetch(at, at, _bits, out var instruction) != FetchResult.Ok) return;
            // What wraps is the interpreter's.
            if (_bits == 32 && instruction.NextIP > uint.MaxValue) return;
            _instructions.Add(at, instruction);
            at = instruction.NextIP;
            switch (InstructionClasses.Of(instruction))
            {
                case InstructionClass.Control:
                    ScanTransfer(instruction);
                    return;
                case InstructionClass.Ordinary or InstructionClass.Stack or InstructionClass.String or InstructionClass.InterruptFlag:
                    continue;
                case InstructionClass.Operation when InstructionClasses.IsInline(instruction):
                    continue;
                case InstructionClass.Undefined or InstructionClass.Unsupported or InstructionClass.SoftwareInterrupt:
                    return;
                case InstructionClass.Operation when instruction.FlowControl != FlowControl.Next:
                    return;
                default:
                    // The machine acts, then the guest goes on here.
                    _entries.Add(at);
                    _pending.Push(at);
                    return;
            }
        }
        if (_instructions.ContainsKey(at)) _leaders.Add(at);
    }

    private void ScanTransfer(in Instruction instruction)
    {
        switch (instruction.FlowControl)
        {
            case FlowControl.UnconditionalBranch:
                _pending.Push(instruction.NearBranchTarget);
                break;
            case FlowControl.ConditionalBranch:
                _pending.Push(instruction.NearBranchTarget);
                _pending.Push(instruction.NextIP);
                break;
            case FlowControl.Call or FlowControl.IndirectCall:
                _entries.Add(instruction.NextIP);
                _returnSites.Add(instruction.NextIP);
                _pending.Push(instruction.NextIP);
                break;
        }
    }

    private List<BasicBlock> Cut()
    {
        var blocks = new List<BasicBlock>();
        BasicBlock? block = null;
        foreach (var (at, instruction) in _instructions)
        {
            if (block is null || _leaders.Contains(at) || block.Instructions[^1].NextIP != at)
            {
                if (block is not null && block.Fallthrough is null && !EndsBlock(block.Instructions[^1])) block.Fallthrough = block.Instructions[^1].NextIP;
                block = new BasicBlock(at) { IsEntry = _entries.Contains(at), IsReturnSite = _returnSites.Contains(at) };
                blocks.Add(block);
            }
            block.Instructions.Add(instruction);
            if (!EndsBlock(instruction)) continue;
            Close(block, instruction);
            block = null;
        }
        if (block is not null) block.Fallthrough = block.Instructions[^1].NextIP;
        return blocks;
    }

    private static bool EndsBlock(in Instruction instruction) => !InstructionClasses.IsInline(instruction) && InstructionClasses.Of(instruction) is not (InstructionClass.Ordinary
        or InstructionClass.Stack or InstructionClass.String or InstructionClass.InterruptFlag);

    private static void Close(BasicBlock block, in Instruction instruction)
    {
        if (instruction.FlowControl is FlowControl.UnconditionalBranch or FlowControl.ConditionalBranch && InstructionClasses.Of(instruction) == InstructionClass.Control)
            block.Taken = instruction.NearBranchTarget;
        if (instruction.FlowControl == FlowControl.ConditionalBranch) block.Fallthrough = instruction.NextIP;
    }

    private static void Connect(List<BasicBlock> blocks)
    {
        var byStart = blocks.ToDictionary(block => block.Start);
        foreach (var block in blocks)
        {
            if (block.Fallthrough is ulong next && byStart.TryGetValue(next, out var following)) following.Predecessors.Add(block);
            if (block.Taken is not ulong taken || !byStart.TryGetValue(taken, out var target)) continue;
            target.Predecessors.Add(block);
            if (taken > block.Start) continue;
            target.IsLoopHead = true;
            foreach (var inside in blocks)
            {
                if (inside.Start >= taken && inside.Start <= block.Start) inside.LoopDepth++;
            }
        }
    }
}
