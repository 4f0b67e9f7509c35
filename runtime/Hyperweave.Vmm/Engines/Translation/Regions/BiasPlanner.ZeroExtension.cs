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
            foreach (var instruction in block.Instructions)
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

    private ushort AtEnd(BasicBlock block)
    {
        ushort zero = block.ZeroExtended;
        foreach (var instruction in block.Instructions) zero = AfterZeroExtension(instruction, zero);
        return zero;
    }

    /// <summary>
    /// The register is the 32-bit destination of the instruction. (The decoder reports such a write as one of 64 bits.)
    /// XCHG and XADD write a second register, CMPXCHG may leave the first: they are not counted.
    /// </summary>
    private static bool IsZeroExtended(in Instruction instruction, Register register) =>
        instruction.OpCount > 0 && instruction.Op0Kind == OpKind.Register && instruction.Op0Register.IsGPR32()
        && instruction.Op0Register.GetFullRegister() == register.GetFullRegister()
        && instruction.Mnemonic is not (Mnemonic.Xchg or Mnemonic.Xadd or Mnemonic.Cmpxchg or Mnemonic.Bsf or Mnemonic.Bsr);

    private ushort AfterZeroExtension(in Instruction instruction, ushort zero)
    {
        foreach (var used in _information.GetInfo(instruction).GetUsedRegisters())
        {
            if (!used.Register.IsGPR() || used.Access is OpAccess.Read or OpAccess.CondRead or OpAccess.None) continue;
            int bit = 1 << GuestRegisters.Number(used.Register);
            if (IsZeroExtended(instruction, used.Register)) zero |= (ushort)bit;
            else zero &= (ushort)~bit;
        }
        return zero;
    }
}
