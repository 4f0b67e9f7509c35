using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Writes the host code of one region. What it adds around the guest's own instructions changes no flag (MOV, LEA, PEXT,
/// JRCXZ, NOT), so that the guest's flags stay in the host's; and for each guest instruction the one host instruction that
/// can fault comes before anything of the guest's state has changed, so that a fault is precise.
/// </summary>
internal sealed partial class Emitter(HostAssembler assembler, List<ExitSite> sites, LinkTable links)
{
    private readonly List<PendingEdge> _edges = [];
    private readonly List<(ulong Rip, HostLabel Direct, HostLabel? Checked, int Mismatch)> _entries = [];
    private readonly Dictionary<ulong, (BasicBlock Block, HostLabel Label)> _bodies = [];
    /// <summary>Starts of the blocks whose jump polls.</summary>
    private readonly HashSet<ulong> _polling = [];
    private readonly InstructionInfoFactory _information = new();
    private readonly BiasPlanner _alone = new(RegisterPlan.Canonical, [], isSoft: false), _aloneSoft = new(RegisterPlan.Canonical, [], isSoft: true);
    /// <summary>Of the instruction that stands alone.</summary>
    private readonly BasicBlock _standing = new();
    /// <summary>Where kept: the offsets of the numbers of sites and links, for a region whose sites are numbered later.</summary>
    internal List<int>? SitePlaces { get; init; }
    internal List<int>? LinkPlaces { get; init; }

    /// <summary>Blocks that control falls into, and whose ways in stand behind the region's code therefore.</summary>
    private readonly List<BasicBlock> _entered = [];
    private readonly List<HostPoint> _points = [];
    private RegisterPlan _plan = RegisterPlan.Canonical;
    private Region _region = null!;
    private int _base;
    private Hints _hints;
    /// <summary>The block, and the place in it, that is being written; null where an instruction stands alone.</summary>
    private BasicBlock? _block;
    private int _place;

    private readonly record struct PendingEdge(HostLabel Label, ulong Target, BiasState State);

    /// <summary>The address register and the first bias register.</summary>
    private Register T => _plan.Address;
    private Register U => _plan.Biases[0];

    /// <param name="start">Offset of the region in the code cache; the assembler has been started there.</param>
    /// <param name="hints">Where chased pointers are likely to lead.</param>
    internal void Emit(Region region, List<BasicBlock> blocks, int start, in Hints hints)
    {
        (_region, _plan, _base, _hints) = (region, region.Plan, start, hints);
        _edges.Clear();
        _entries.Clear();
        _entered.Clear();
        _bodies.Clear();
        _points.Clear();
        foreach (var block in blocks) _bodies[block.Start] = (block, assembler.NewLabel());
        ChoosePolls(blocks);
        for (int index = 0; index < blocks.Count; index++)
            EmitBlock(blocks[index], index == 0 ? null : blocks[index - 1], index + 1 < blocks.Count ? blocks[index + 1] : null);
        foreach (var block in _entered) EmitEntry(block);
        for (int index = 0; index < _edges.Count; index++) EmitPending(_edges[index]);
        assembler.Finish();
        region.Points = [.. _points];
        foreach (var (rip, direct, check, mismatch) in _entries)
        {
            int checkedAt = check is HostLabel label ? _base + assembler.OffsetOf(label) : 0;
            region.Entries.Add(new EntryPoint(region, rip, _base + assembler.OffsetOf(direct), checkedAt) { Mismatch = mismatch });
        }
    }

    /// <summary>Writes one instruction of a region of the first tier, which stands in no block.</summary>
    /// <param name="takesShadow">Of STI: the instruction that its shadow covers follows in the same region.</param>
    /// <param name="probe">Offset of the probe that it ends with, if it does.</param>
    /// <returns>False where control does not go on behind it.</returns>
    internal bool EmitAlone(Region region, in Instruction instruction, bool takesShadow, ref int probe)
    {
        (_region, _plan, _base, _block) = (region, RegisterPlan.Canonical, region.Start, null);
        _edges.Clear();
        _bodies.Clear();
        _polling.Clear();
        var block = _standing;
        block.Take(instruction.IP, new ReadOnlySpan<Instruction>(in instruction));
        (block.Lowerings[0], block.Fallthrough) = ((region.Code.IsSoft ? _aloneSoft : _alone).PlanAlone(instruction), instruction.NextIP);
        _points.Clear();
        if (instruction.FlowControl is FlowControl.Return or FlowControl.IndirectBranch or FlowControl.UnconditionalBranch or FlowControl.ConditionalBranch) Poll();
        bool ends = EmitTerminator(block, instruction, null);
        if (ends)
        {
            for (int index = 0; index < _edges.Count; index++) EmitPending(_edges[index]);
            return instruction.FlowControl == FlowControl.Next;
        }
        // What follows STI, which its shadow covers, may begin another region: with a poll.
        bool isCut = instruction.Mnemonic == Mnemonic.Sti && !takesShadow;
        if (isCut || !EmitOne(instruction, block.Lowerings[0])) Leave(SiteKind.Interpret, instruction);
        if (_points.Count != 0 && _points[^1].IsProbe) probe = _points[^1].Offset - _base;
        return true;
    }

    private void EmitBlock(BasicBlock block, BasicBlock? previous, BasicBlock? following)
    {
        bool fallsIn = previous is not null && (previous.Fallthrough ?? previous.Taken) == block.Start;
        if (block.IsEntry && fallsIn) _entered.Add(block);
        else if (block.IsEntry) EmitWayIn(block);
        assembler.Bind(_bodies[block.Start].Label);
        for (int index = 0; index < block.Instructions.Count; index++)
        {
            var instruction = block.Instructions[index];
            (_block, _place) = (block, index);
            Mark(instruction.IP);
            bool isLast = index == block.Instructions.Count - 1;
            if (index == block.Instructions.Count - 2 && PollsEarly(block)) Poll();
            if (isLast && EmitTerminator(block, instruction, following)) return;
            // The shadow of STI is the instruction that follows in the same block; where none does, it is the interpreter's.
            bool isCut = isLast && instruction.Mnemonic == Mnemonic.Sti;
            if (!isCut && EmitOne(instruction, block.Lowerings[index])) continue;
            Leave(SiteKind.Interpret, instruction);
            return;
        }
        Mark(block.Instructions[^1].NextIP);
        EmitFallthrough(block.Fallthrough!.Value, block.Outgoing, following);
    }

    /// <summary>
    /// The ways in from outside. An indirect transfer arrives with its target in R13 and compares; RCX is lent for that,
    /// because JRCXZ is the one test that leaves the flags alone.
    /// </summary>
    private void EmitWayIn(BasicBlock block)
    {
        var check = assembler.NewLabel();
        assembler.Bind(check);
        int mismatch = EmitCheck(block.Start);
        var direct = assembler.NewLabel();
        assembler.Bind(direct);
        _entries.Add((block.Start, direct, check, mismatch));
        Guard(block);
        EnterFromCanonical();
        Mark(block.Start);
        if (!block.IsReturnSite || MayComeBack(block)) Poll();
        Repair(BiasState.Empty, block.Incoming);
    }

    private void EmitEntry(BasicBlock block)
    {
        EmitWayIn(block);
        assembler.Jump(_bodies[block.Start].Label);
    }

    /// <summary>Leaves, and the region is forgotten, where a register is not below 2^32 that the region takes to be so.</summary>
    private void Guard(BasicBlock block)
    {
        for (int number = 0; number < 16; number++)
        {
            if ((block.Guarded >> number & 1) == 0) continue;
            var narrow = assembler.NewLabel();
            Move(Register.R12, Register.RCX);
            var value = number == 1 ? Register.R12 : Register.RAX + number;
            if (IsCanonical(number)) Load(value = Register.RCX, RegisterPlan.HomeOf(number));
            assembler.Emit(Instruction.Create(Code.VEX_Pext_r64_r64_rm64, Register.RCX, value, HostAssembler.Context(EngineLayout.UpperHalf)));
            assembler.JumpIfRcxZero(narrow);
            Move(Register.RCX, Register.R12);
            EmitExit(new ExitSite(SiteKind.Unguarded, block.Start, _region));
            assembler.Bind(narrow);
            Move(Register.RCX, Register.R12);
        }
    }

    /// <summary>Goes on where R13 is this guest address, and else to the stub that leaves.</summary>
    /// <returns>Place of that jump's distance in the code cache.</returns>
    internal int EmitCheck(ulong rip)
    {
        var hit = assembler.NewLabel();
        Move(Register.R12, Register.RCX);
        if (-(long)rip == (int)-(long)rip) Lea(Register.RCX, Register.R13, displacement: -(long)rip);
        else
        {
            assembler.Emit(Instruction.Create(Code.Mov_r64_imm64, Register.RCX, 0 - rip));
            Lea(Register.RCX, Register.RCX, Register.R13);
        }
        assembler.JumpIfRcxZero(hit);
        Move(Register.RCX, Register.R12);
        assembler.JumpOut(Translator.MissStub);
        int mismatch = assembler.Offset + assembler.Length - 4;
        assembler.Bind(hit);
        Move(Register.RCX, Register.R12);
        return mismatch;
    }

    /// <summary>Reads the poll page, which is without access while the machine wants the guest to stop.</summary>
    private void Poll() => assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), HostAssembler.Context(ContextLayout.PollPage)));

    private void Mark(ulong rip, bool isProbe = false) => _points.Add(new HostPoint(_base + assembler.Length, rip, isProbe));

    // Moves between the region's plan and the canonical one.

    private void EnterFromCanonical()
    {
        for (int number = 0; number < 16; number++)
        {
            if (IsTaken(number) && !IsCanonical(number)) Store(RegisterPlan.HomeOf(number), Register.RAX + number);
        }
        for (int number = 12; number <= 13; number++)
        {
            if (!IsTaken(number)) Load(Register.RAX + number, RegisterPlan.HomeOf(number));
        }
    }

    private void ExitToCanonical()
    {
        KeepCanonical();
        RestoreTaken();
    }

    private void KeepCanonical()
    {
        for (int number = 12; number <= 13; number++)
        {
            if (!IsTaken(number)) Store(RegisterPlan.HomeOf(number), Register.RAX + number);
        }
    }

    private void RestoreTaken()
    {
        for (int number = 0; number < 16; number++)
        {
            if (IsTaken(number) && !IsCanonical(number)) Load(Register.RAX + number, RegisterPlan.HomeOf(number));
        }
    }

    private bool IsTaken(int number) => (_plan.DisplacedMask >> number & 1) != 0;

    private static bool IsCanonical(int number) => number is 12 or 13;

    // The host instructions that everything is made of.

    private void Move(Register to, Register from) => assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, to, from));

    private void Load(Register to, int context) => assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, to, HostAssembler.Context(context)));

    private void Store(int context, Register from) => assembler.Emit(Instruction.Create(Code.Mov_rm64_r64, HostAssembler.Context(context), from));

    private void StoreConstant(int context, int value) => assembler.Emit(Instruction.Create(Code.Mov_rm64_imm32, HostAssembler.Context(context), value));

    private void Lea(Register to, Register from, Register index = Register.None, int scale = 1, long displacement = 0) =>
        assembler.Emit(Instruction.Create(Code.Lea_r64_m, to, HostAssembler.At(from, index, scale, displacement)));

    private static Register Narrow(Register register) => register - Register.RAX + Register.EAX;
}
