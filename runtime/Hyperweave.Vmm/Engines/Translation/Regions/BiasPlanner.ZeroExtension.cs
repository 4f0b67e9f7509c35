using System.Runtime.InteropServices;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Which registers are known to be below 2^32: written last by an instruction with a 32-bit destination, on every way.</summary>
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
                foreach (var from in block.Predecessors) known &= AtEnd(from);
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
                if (!instruction.MemoryIndex.IsGPR64()) continue;
                indexes |= 1 << GuestRegisters.Number(instruction.MemoryIndex);
                if (instruction.MemoryIndexScale == 1 && instruction.MemoryBase.IsGPR64()) indexes |= 1 << GuestRegisters.Number(instruction.MemoryBase);
            }
        }
        head.Guarded = (ushort)(indexes & narrow & ~(1 << GuestRegisters.Number(Register.RSP)));
        PropagateZeroExtension();
        head.Guarded = head.ZeroExtended;
    }

    private static ushort AtEnd(BasicBlock block)
    {
        ushort zero = block.ZeroExtended;
        foreach (ref readonly var effect in block.Effects.AsSpan()) zero = After(effect, zero);
        return zero;
    }

    internal static ushort After(in Effect effect, ushort zero) => (ushort)(zero & ~effect.Written | effect.Extended);
}
