using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Finds the code that belongs to one region: everything that direct jumps, fall-through and returns from calls reach from
/// its head, within a few pages and a bounded number of instructions. Calls lead out; what follows them belongs to it.
/// </summary>
internal sealed class RegionBuilder(InstructionFetcher fetcher, DeviceAccesses devices)
{
    private const int MostInstructions = 600;
    private const int Reach = 8192;
    /// <summary>In the place of its number: the instruction is in a block, and not its first.</summary>
    private const short Taken = short.MinValue;

    /// <summary>What is known of an address.</summary>
    [Flags]
    private enum Mark : byte { Leader = 1, Entry = 2, ReturnSite = 4 }

    private readonly Instruction[] _instructions = new Instruction[MostInstructions], _run = new Instruction[MostInstructions];
    private readonly InstructionClass[] _classes = new InstructionClass[MostInstructions];
    private readonly Stack<ulong> _pending = new();
    private readonly Stack<BasicBlock> _free = new();
    // By the distance from the lowest address within reach.
    private readonly Mark[] _marks = new Mark[2 * Reach];
    /// <summary>Number of the instruction that begins there, from 1; then, negative, of the block.</summary>
    private readonly short[] _numbers = new short[2 * Reach];
    /// <summary>Between these something is known.</summary>
    private int _first, _last = 2 * Reach - 1;
    private ulong _lowest;
    private int _count, _bits;

    /// <summary>Guest addresses that no region holds.</summary>
    internal IReadOnlySet<ulong> Breakpoints { private get; set; } = new HashSet<ulong>();

    /// <summary>The blocks in the order of their addresses, or none when not even the head can be fetched.</summary>
    internal List<BasicBlock> Build(ulong head, int bits)
    {
        Array.Clear(_marks, _first, _last - _first + 1);
        Array.Clear(_numbers, _first, _last - _first + 1);
        (_lowest, _count, _bits) = (head - Reach, 0, bits);
        _first = _last = Reach;
        SetMark(head, Mark.Entry);
        _pending.Push(head);
        while (_pending.TryPop(out ulong at)) Scan(at);
        var blocks = Cut();
        Connect(blocks);
        return blocks;
    }

    /// <summary>Nobody looks at these blocks any more: they serve again.</summary>
    internal void Recycle(List<BasicBlock> blocks)
    {
        foreach (var block in blocks) _free.Push(block);
        blocks.Clear();
    }

    private bool IsInReach(ulong at) => at - _lowest < 2 * Reach;

    private void SetMark(ulong at, Mark mark)
    {
        if (!IsInReach(at)) return;
        int place = (int)(at - _lowest);
        _marks[place] |= mark;
        (_first, _last) = (Math.Min(_first, place), Math.Max(_last, place));
    }

    private bool IsScanned(ulong at) => IsInReach(at) && _numbers[at - _lowest] != 0;

    private void Scan(ulong at)
    {
        SetMark(at, Mark.Leader);
        while (_count < MostInstructions && IsInReach(at) && !IsScanned(at))
        {
            if (Breakpoints.Contains(at)) return;
            ref var instruction = ref _instructions[_count];
            if (fetcher.Fetch(at, at, _bits, out instruction) != FetchResult.Ok) return;
            // What wraps is the interpreter's.
            if (_bits == 32 && instruction.NextIP > uint.MaxValue) return;
            var kind = _classes[_count++] = IsDevice(instruction) ? InstructionClass.Operation : InstructionClasses.Of(instruction);
            _last = Math.Max(_last, (int)(at - _lowest));
            _numbers[at - _lowest] = (short)_count;
            at = instruction.NextIP;
            switch (kind)
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
                    SetMark(at, Mark.Entry);
                    _pending.Push(at);
                    return;
            }
        }
        if (IsScanned(at)) SetMark(at, Mark.Leader);
    }

    /// <summary>The machine acts on it, as on an operation.</summary>
    private bool IsDevice(in Instruction instruction) => _bits == 64 && devices.Holds(instruction);

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
                SetMark(instruction.NextIP, Mark.Entry | Mark.ReturnSite);
                _pending.Push(instruction.NextIP);
                break;
        }
    }

    private List<BasicBlock> Cut()
    {
        var blocks = new List<BasicBlock>();
        for (int place = _first; place <= _last; place++)
        {
            if (_numbers[place] <= 0) continue;
            blocks.Add(TakeBlock(_lowest + (ulong)place));
            _numbers[place] = (short)-blocks.Count;
        }
        return blocks;
    }

    /// <summary>Instructions that follow each other, up to the next leader. Guest code may overlap: each instruction is taken once.</summary>
    private BasicBlock TakeBlock(ulong start)
    {
        int length = 0;
        bool ends = false;
        for (ulong at = start; !ends && (at == start || IsInReach(at) && _numbers[at - _lowest] > 0 && (_marks[at - _lowest] & Mark.Leader) == 0); at = _run[length - 1].NextIP)
        {
            int number = _numbers[at - _lowest] - 1;
            _numbers[at - _lowest] = Taken;
            _run[length++] = _instructions[number];
            ends = EndsBlock(_instructions[number], _classes[number]);
        }
        var mark = _marks[start - _lowest];
        if (!_free.TryPop(out var block)) block = new BasicBlock();
        block.Take(start, _run.AsSpan(0, length));
        (block.IsEntry, block.IsReturnSite) = ((mark & Mark.Entry) != 0, (mark & Mark.ReturnSite) != 0);
        ref readonly var last = ref _run[length - 1];
        block.EndsAtDevice = IsDevice(last);
        if (last.FlowControl is FlowControl.UnconditionalBranch or FlowControl.ConditionalBranch && InstructionClasses.Of(last) == InstructionClass.Control)
            block.Taken = last.NearBranchTarget;
        if (!ends || last.FlowControl == FlowControl.ConditionalBranch) block.Fallthrough = last.NextIP;
        return block;
    }

    private static bool EndsBlock(in Instruction instruction, InstructionClass kind) => kind is not (InstructionClass.Ordinary
        or InstructionClass.Stack or InstructionClass.String or InstructionClass.InterruptFlag) && !InstructionClasses.IsInline(instruction);

    private BasicBlock? BlockOf(List<BasicBlock> blocks, ulong? start) =>
        start is ulong at && IsInReach(at) && _numbers[at - _lowest] is < 0 and > Taken and var number ? blocks[-number - 1] : null;

    private static void Join(BasicBlock from, BasicBlock to)
    {
        from.Successors.Add(to);
        to.Predecessors.Add(from);
    }

    private void Connect(List<BasicBlock> blocks)
    {
        foreach (var block in blocks)
        {
            if (BlockOf(blocks, block.Fallthrough) is { } following) Join(block, following);
            if (BlockOf(blocks, block.Taken) is not { } target) continue;
            Join(block, target);
            if (target.Start > block.Start) continue;
            target.IsLoopHead = true;
            foreach (var inside in blocks)
            {
                if (inside.Start >= target.Start && inside.Start <= block.Start) inside.LoopDepth++;
            }
        }
    }
}
