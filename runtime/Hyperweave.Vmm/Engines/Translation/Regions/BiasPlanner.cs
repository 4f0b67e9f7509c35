using System.Numerics;
using System.Runtime.InteropServices;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Decides for every memory operand of a region how its host address is formed and whether a bias that is still in a
/// register serves it. A loop's head expects the biases that the loop itself carries round, so that what does not change in
/// the loop is looked up once, on the way in. Any choice for a block's beginning is sound, because the emitter repairs the
/// difference on every edge; the choice only decides what is cheap.
/// </summary>
internal sealed partial class BiasPlanner(RegisterPlan plan, List<BasicBlock> blocks, bool isSoft)
{
    private const int Rounds = 6;
    /// <summary>Larger operands, and those of no fixed size, are left to the interpreter where pages are looked up: bytes.</summary>
    private const int LargestPaged = 64;
    private readonly InstructionInfoFactory _information = new();
    private readonly Stack<BasicBlock> _pending = new();
    private readonly HashSet<BasicBlock> _seen = [];
    private ushort _chased;
    private List<Loop> _loops = [];
    /// <summary>The innermost loop around what is being planned; null outside of loops.</summary>
    private Loop? _loop;
    private Origins _origins;

    /// <param name="head">Where the region was asked for.</param>
    /// <param name="narrow">Registers that are below 2^32 there now, by bit.</param>
    internal void Plan(ulong head, ushort narrow)
    {
        _loops = Loop.Of(blocks);
        foreach (var block in blocks) LookAt(block);
        _chased = ChasedRegisters();
        if (blocks.Find(block => block.Start == head && block.IsLoopHead) is { } loop) GuardHead(loop, narrow);
        else PropagateZeroExtension();
        FollowOrigins();
        for (int round = 0; round < Rounds; round++)
        {
            foreach (var block in blocks)
            {
                var incoming = round == 0 ? Begun(block) : Expected(block);
                if (round != 0 && incoming == block.Incoming) continue;
                block.Incoming = incoming;
                block.Outgoing = Walk(block, incoming);
            }
        }
    }

    /// <summary>Chooses a region's registers, and plans with them; the second register for biases stays the guest's where it finds no use.</summary>
    internal static RegisterPlan PlanRegion(List<BasicBlock> blocks, bool isSoft, ulong head, ushort narrow)
    {
        var plan = RegisterPlan.Choose(blocks, isSoft);
        new BiasPlanner(plan, blocks, isSoft).Plan(head, narrow);
        if (plan.Biases.Length == 1 || blocks.Exists(UsesSecond)) return plan;
        return new RegisterPlan(plan.Address, plan.Biases[0], Register.None);
    }

    private static bool UsesSecond(BasicBlock block)
    {
        foreach (ref readonly var lowering in block.Lowerings)
        {
            if (lowering is { HasKey: true, Cache: 1 }) return true;
        }
        return false;
    }

    private void LookAt(BasicBlock block)
    {
        var instructions = CollectionsMarshal.AsSpan(block.Instructions);
        var effects = block.Effects;
        for (int index = 0; index < instructions.Length; index++) effects[index] = Effect.Of(instructions[index], _information);
    }

    /// <summary>A block that is reached from one other, above it, begins with what is known there.</summary>
    private void FollowOrigins()
    {
        foreach (var block in blocks)
        {
            var origins = block.Origins;
            ushort narrow = block.ZeroExtended;
            for (int index = 0; index < block.Effects.Length; index++)
            {
                origins.Follow(block.Instructions[index], block.Effects[index], narrow);
                narrow = After(block.Effects[index], narrow);
            }
            foreach (var next in block.Successors)
            {
                if (!next.IsEntry && next.Predecessors.Count == 1 && next.Start > block.Start) next.Origins = origins;
            }
        }
    }

    /// <summary>The decision for an instruction before which nothing is known.</summary>
    internal Lowering PlanAlone(in Instruction instruction)
    {
        var state = BiasState.Empty;
        return Decide(instruction, zero: 0, ref state);
    }

    /// <summary>The first time there is only what comes from above, so that a loop does not lose what it has no use for itself.</summary>
    private static BiasState Begun(BasicBlock block)
    {
        var above = block.IsEntry ? null : block.Predecessors.Find(from => from.Start < block.Start);
        return above is null ? BiasState.Empty : above.Outgoing with { Next = 0 };
    }

    /// <summary>A loop's head takes what comes round; other entries know nothing, other blocks what all ways in agree on.</summary>
    private BiasState Expected(BasicBlock block)
    {
        if ((block.IsEntry && !block.IsLoopHead) || block.Predecessors.Count == 0) return BiasState.Empty;
        var result = block.IsLoopHead ? Carried(block) : Common(block);
        result.Next = 0;
        return result;
    }

    private static BiasState Common(BasicBlock block)
    {
        var state = block.Predecessors[0].Outgoing;
        foreach (var from in block.Predecessors) state = BiasState.Meet(state, from.Outgoing);
        return state;
    }

    /// <summary>What is brought by the way that is taken most often, as far as it serves again.</summary>
    private BiasState Carried(BasicBlock head)
    {
        var most = head.Predecessors[0];
        foreach (var from in head.Predecessors)
        {
            if (from.LoopDepth > most.LoopDepth || (from.LoopDepth == most.LoopDepth && from.Start >= head.Start)) most = from;
        }
        var state = most.Outgoing;
        if (!IsUsedFrom(head, state.Key0)) state.Clear(0);
        if (!IsUsedFrom(head, state.Key1)) state.Clear(1);
        foreach (var from in head.Predecessors)
        {
            if (from.Outgoing.Key0 == state.Key0) state.Weaken(0, from.Outgoing.Drift0);
            if (from.Outgoing.Key1 == state.Key1) state.Weaken(1, from.Outgoing.Drift1);
        }
        return state;
    }

    /// <summary>On some way from a block's beginning an operand uses this bias before its registers change for good.</summary>
    private bool IsUsedFrom(BasicBlock first, in BiasKey key)
    {
        if (key.IsNone) return false;
        _pending.Push(first);
        _seen.Clear();
        bool isUsed = false;
        while (_pending.TryPop(out var block))
        {
            if (isUsed || !_seen.Add(block)) continue;
            var state = BiasState.Empty;
            state.Set(0, key);
            ushort narrow = block.ZeroExtended;
            for (int index = 0; index < block.Effects.Length && !isUsed && !state.Key0.IsNone; index++)
            {
                isUsed = block.Lowerings[index].HasKey && block.Lowerings[index].Key == key;
                Apply(block.Effects[index], narrow, ref state);
                narrow = After(block.Effects[index], narrow);
            }
            if (state.Key0.IsNone) continue;
            foreach (var next in block.Successors) _pending.Push(next);
        }
        return isUsed;
    }

    private BiasState Walk(BasicBlock block, BiasState state)
    {
        ushort narrow = block.ZeroExtended;
        var instructions = CollectionsMarshal.AsSpan(block.Instructions);
        _loop = Loop.Innermost(_loops, block);
        _origins = block.Origins;
        for (int index = 0; index < instructions.Length; index++)
        {
            ref readonly var effect = ref block.Effects[index];
            block.Lowerings[index] = Decide(instructions[index], narrow, ref state);
            Rename(effect, ref state);
            Apply(effect, narrow, ref state);
            _origins.Follow(instructions[index], effect, narrow);
            narrow = After(effect, narrow);
        }
        return state;
    }

    /// <summary>What is held for a register that is written serves its copy.</summary>
    private void Rename(in Effect effect, ref BiasState state)
    {
        for (int cache = 0; cache < 2; cache++)
        {
            var key = state.Key(cache);
            if (key.Base == BiasKey.NoRegister || (effect.Written >> key.Base & 1) == 0 || effect.Drifting == key.Base) continue;
            int copy = _origins.CopyOf(key.Base, effect.Written);
            if (copy >= 0) state.Rename(key.Base, copy);
        }
    }

    private Lowering Decide(in Instruction instruction, ushort zero, ref BiasState state)
    {
        var lowering = new Lowering();
        int displaced = DisplacedOperands(instruction, out bool hasMemory);
        // NOP names memory and emits nothing: what it looked up would be missing.
        if (!hasMemory || instruction.Mnemonic is Mnemonic.Lea or Mnemonic.Nop)
        {
            if (NeedsInterpreter(instruction, displaced)) lowering.Interpret = true;
            // Scratch besides the address register is the first bias register.
            if (displaced > 1 || TouchesStackPointer(instruction) || LeaBorrowsBias(instruction) || instruction.IsStringInstruction) state.Clear(0);
            // Other windows: nothing that was looked up serves any more.
            if (instruction.Mnemonic is Mnemonic.Stac or Mnemonic.Clac) state = BiasState.Empty;
            return lowering;
        }
        if (displaced > 1 || IsLeftOut(instruction)) return new Lowering { Interpret = true };
        if (IsFarBitTest(instruction)) return BitTest(instruction, ref state);
        if (isSoft && instruction.MemorySize.GetSize() is < 1 or > LargestPaged) return new Lowering { Interpret = true };
        Address(instruction, zero, ref lowering, ref state);
        if (lowering.Form == AddressForm.Page) return lowering;
        if (lowering.HasKey && state.Drift(lowering.Cache) != 0 && IsCertain(instruction))
            state.Proven(lowering.Cache, Math.Abs((long)instruction.MemoryDisplacement64 - lowering.Key.Anchor) + DistanceOf(lowering));
        if (TouchesStackPointer(instruction)) state.Clear(0);
        bool usesBoth = lowering.Form is AddressForm.Sum or AddressForm.Segment
            || (lowering.Form == AddressForm.Base && (plan.IsDisplaced(instruction.MemoryBase) || plan.IsDisplaced(instruction.MemoryIndex)))
            || (lowering.Form == AddressForm.Pointer && plan.IsDisplaced(Rest(instruction, lowering.Own, out _)))
            || (lowering.Form == AddressForm.Table && plan.IsDisplaced(Register.RAX + lowering.Own))
            || (lowering.Form == AddressForm.Constant && !FitsDisplacement(instruction));
        bool needsScratch = displaced == 1 || instruction.Op1Register.IsSegmentRegister();
        if (needsScratch && usesBoth && lowering.Form != AddressForm.Stack)
        {
            lowering.Collapse = true;
            state.Clear(lowering.Cache);
        }
        return lowering;
    }

    /// <summary>Distinct displaced registers among the operands; the memory operand's own do not count.</summary>
    private int DisplacedOperands(in Instruction instruction, out bool hasMemory)
    {
        int mask = 0;
        hasMemory = false;
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            var kind = instruction.GetOpKind(operand);
            hasMemory |= kind == OpKind.Memory;
            if (kind == OpKind.Register && plan.IsDisplaced(instruction.GetOpRegister(operand)))
                mask |= 1 << GuestRegisters.Number(instruction.GetOpRegister(operand));
        }
        return BitOperations.PopCount((uint)mask);
    }

    private static bool NeedsInterpreter(in Instruction instruction, int displaced) =>
        displaced > 2 || (instruction.Mnemonic == Mnemonic.Lea && !instruction.IsIPRelativeMemoryOperand
            && (instruction.MemoryBase.IsGPR32() || instruction.MemoryIndex.IsGPR32()));

    /// <summary>Memory forms that reach beyond their operand, or whose address is not 64 bits wide.</summary>
    private bool IsLeftOut(in Instruction instruction)
    {
        // The elements of a gather lie on pages of their own.
        if (instruction.Mnemonic is Mnemonic.Xlatb || (isSoft && instruction.IsVsib)) return true;
        if (instruction.IsVsib && (!instruction.MemoryBase.IsGPR64() || instruction.MemorySegment is Register.FS or Register.GS)) return true;
        return !instruction.IsIPRelativeMemoryOperand && (instruction.MemoryBase.IsGPR32() || instruction.MemoryIndex.IsGPR32()
            || (instruction.MemoryBase == Register.None && instruction.MemoryIndex == Register.None && instruction.MemoryDisplSize == 4));
    }

    /// <summary>A bit test of memory by a register, which says where the memory is: see <see cref="AddressForm.Bit"/>.</summary>
    private static bool IsFarBitTest(in Instruction instruction) =>
        instruction.Mnemonic is Mnemonic.Bt or Mnemonic.Bts or Mnemonic.Btr or Mnemonic.Btc && instruction.Op1Kind == OpKind.Register;

    private Lowering BitTest(in Instruction instruction, ref BiasState state)
    {
        bool isLeftOut = isSoft || instruction.Op1Register.GetSize() == 2 || instruction.Op1Register.GetFullRegister() == Register.RSP
            || instruction.MemorySegment is Register.FS or Register.GS;
        state.Clear(0);
        return isLeftOut ? new Lowering { Interpret = true } : new Lowering { Form = AddressForm.Bit };
    }

    /// <summary>LEA of two registers neither of which is in its place needs both scratch registers.</summary>
    private bool LeaBorrowsBias(in Instruction instruction) => instruction.Mnemonic == Mnemonic.Lea
        && plan.IsDisplaced(instruction.MemoryIndex) && (instruction.MemoryBase == Register.RSP || plan.IsDisplaced(instruction.MemoryBase));

    private static bool TouchesStackPointer(in Instruction instruction)
    {
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Register && instruction.GetOpRegister(operand) == Register.RSP) return true;
        }
        return instruction.Mnemonic is Mnemonic.Leave or Mnemonic.Pushfq or Mnemonic.Popfq or Mnemonic.Sti or Mnemonic.Wrfsbase or Mnemonic.Wrgsbase;
    }

    /// <summary>What is known of biases after an instruction.</summary>
    /// <param name="narrow">Registers below 2^32 before it, by bit.</param>
    internal static void Apply(in Effect effect, ushort narrow, ref BiasState state)
    {
        for (int written = effect.Written; written != 0; written &= written - 1)
        {
            int register = BitOperations.TrailingZeroCount(written);
            state.Changed(register, register == effect.Drifting ? effect.Drift(narrow) : -1);
        }
    }

    /// <summary>Registers that are loaded from where they point, time and again: p = p->next.</summary>
    private ushort ChasedRegisters()
    {
        int mask = 0;
        foreach (var block in blocks)
        {
            if (block.LoopDepth == 0) continue;
            foreach (ref readonly var instruction in CollectionsMarshal.AsSpan(block.Instructions))
            {
                if (instruction.Code == Code.Mov_r64_rm64 && instruction.Op1Kind == OpKind.Memory && instruction.MemoryBase == instruction.Op0Register)
                    mask |= 1 << GuestRegisters.Number(instruction.Op0Register);
            }
        }
        return (ushort)mask;
    }
}
