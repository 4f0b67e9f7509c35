using System.Runtime.InteropServices;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Which registers are known to be below 2^32: written last by an instruction with a 32-bit destination, or compared with one that is, on every way.</summary>
internal sealed partial class BiasPlanner
{
    private void PropagateZeroExtension()
    {
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (var block in blocks)
            {
                ushort known = block.IsEntry || block.Predecessors.Count == 0 ? block.Guarded : ushort.MaxValue;
                foreach (var from in block.Predecessors) known &= Between(from, block);
                changed |= known != block.ZeroExtended;
                block.ZeroExtended = known;
            }
        }
    }

    /// <summary>
    /// A region that was made in the middle of a loop does not see where the loop's indexes come from. Those that are below 2^32 as
    /// the region is made, and stay so round the loop, are taken to be so at every entry: the entry looks, once.
    /// </summary>
    private void GuardHead(BasicBlock head, ushort narrow)
    {
        int indexes = 0;
        foreach (var block in blocks)
        {
            foreach (ref readonly var instruction in CollectionsMarshal.AsSpan(block.Instructions))
            {
                // What an index is compared with is its bound.
                if (instruction.Code is Code.Cmp_r64_rm64 or Code.Cmp_rm64_r64 && instruction.Op0Kind == instruction.Op1Kind)
                    indexes |= 1 << GuestRegisters.Number(instruction.Op0Register) | 1 << GuestRegisters.Number(instruction.Op1Register);
                if (!instruction.MemoryIndex.IsGPR64()) continue;
                indexes |= 1 << GuestRegisters.Number(instruction.MemoryIndex);
                if (instruction.MemoryIndexScale == 1 && instruction.MemoryBase.IsGPR64()) indexes |= 1 << GuestRegisters.Number(instruction.MemoryBase);
            }
        }
        head.Guarded = (ushort)(indexes & narrow & ~(1 << GuestRegisters.Number(Register.RSP)));
        PropagateZeroExtension();
        head.Guarded = head.ZeroExtended;
    }

    /// <summary>On the way from one block to another: a register that was found to be not above one that is below 2^32 is below it too.</summary>
    private static ushort Between(BasicBlock from, BasicBlock to)
    {
        ushort narrow = AtEnd(from);
        var instructions = CollectionsMarshal.AsSpan(from.Instructions);
        if (instructions.Length < 2 || from.Taken == from.Fallthrough || from.Taken is null) return narrow;
        ref readonly var compare = ref instructions[^2];
        var jump = instructions[^1];
        if (!jump.IsJccShortOrNear) return narrow;
        if (compare.Code is not (Code.Cmp_rm64_r64 or Code.Cmp_r64_rm64 or Code.Cmp_rm64_imm8 or Code.Cmp_rm64_imm32 or Code.Cmp_RAX_imm32)) return narrow;
        if (compare.Op0Kind != OpKind.Register || compare.Op1Kind == OpKind.Memory) return narrow;
        if (from.Taken != to.Start) jump.NegateConditionCode();
        var condition = jump.ConditionCode;
        int left = 1 << GuestRegisters.Number(compare.Op0Register), right = compare.Op1Kind == OpKind.Register ? 1 << GuestRegisters.Number(compare.Op1Register) : 0;
        bool leftIsNarrow = (narrow & left) != 0, rightIsNarrow = right != 0 ? (narrow & right) != 0 : (long)compare.GetImmediate(1) >= 0;
        if (rightIsNarrow && condition is ConditionCode.b or ConditionCode.be or ConditionCode.e) narrow |= (ushort)left;
        if (leftIsNarrow && condition is ConditionCode.a or ConditionCode.ae or ConditionCode.e) narrow |= (ushort)right;
        return narrow;
    }

    private static ushort AtEnd(BasicBlock block)
    {
        ushort zero = block.ZeroExtended;
        foreach (ref readonly var effect in block.Effects) zero = After(effect, zero);
        return zero;
    }

    internal static ushort After(in Effect effect, ushort zero) => (ushort)(zero & ~effect.Written | effect.Extended);
}
