using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>What the code after an instruction that moves RSP makes superfluous: its flags, and the look whether the stack has left its window.</summary>
internal sealed partial class Emitter
{
    /// <summary>
    /// A step of RSP that may go unproven, and how many instructions it may go so: together far less than a window's guard of 64 GiB.
    /// </summary>
    private const int MostUnproven = 1 << 20, FarthestAhead = 24;

    /// <summary>Every way from here comes to a certain access of the stack, in this region and soon, whose own fault tells of a stack that has left its window.</summary>
    private bool IsProvenAhead(long change) => _block is not null && Math.Abs(change) <= MostUnproven && IsTouchedFrom(_block, _place + 1, FarthestAhead);

    private bool IsTouchedFrom(BasicBlock block, int from, int budget)
    {
        for (int index = from; index < block.Instructions.Count; index++)
        {
            var instruction = block.Instructions[index];
            if (TouchesStack(instruction, block.Lowerings[index])) return true;
            if (budget-- == 0 || !GoesOn(instruction)) return false;
        }
        return WaysFrom(block) && (block.Fallthrough is not ulong next || IsTouchedFrom(_bodies[next].Block, 0, budget))
            && (block.Taken is not ulong taken || IsTouchedFrom(_bodies[taken].Block, 0, budget));
    }

    /// <summary>A block's ways lead to others of the region.</summary>
    private bool WaysFrom(BasicBlock block) => (block.Fallthrough ?? block.Taken) is not null
        && (block.Fallthrough is not ulong next || _bodies.ContainsKey(next)) && (block.Taken is not ulong taken || _bodies.ContainsKey(taken));

    private static bool TouchesStack(in Instruction instruction, in Lowering lowering)
    {
        if (lowering.Interpret) return false;
        return instruction.Mnemonic switch
        {
            Mnemonic.Push or Mnemonic.Pop => instruction.Op0Kind != OpKind.Memory && instruction.StackPointerIncrement is 8 or -8,
            Mnemonic.Ret => instruction.Code is Code.Retnq or Code.Retnq_imm16,
            Mnemonic.Call => instruction.Code == Code.Call_rel32_64,
            Mnemonic.Mov => lowering.Form == AddressForm.Stack && instruction.MemoryIndex == Register.None && !NamesStackPointer(instruction),
            _ => false,
        };
    }

    /// <summary>The instruction stays in the region, or leaves to C#, which looks where the stack is; it moves RSP by little, if at all.</summary>
    private static bool GoesOn(in Instruction instruction)
    {
        if (instruction.IsJccShortOrNear || instruction.IsJmpShortOrNear) return true;
        if (InstructionClasses.Of(instruction) != InstructionClass.Ordinary) return false;
        if (!NamesStackPointer(instruction)) return true;
        return instruction.Mnemonic is Mnemonic.Add or Mnemonic.Sub && instruction.Op1Kind is OpKind.Immediate8to64 or OpKind.Immediate32to64
            && Math.Abs((long)instruction.GetImmediate(1)) <= MostUnproven;
    }

    /// <summary>The flags are written anew before anything can see them: before a fault, a poll, a way out, an instruction that reads them.</summary>
    private bool FlagsAreDead() => _block is not null && AreOverwritten(_block, _place + 1, FarthestAhead);

    private bool AreOverwritten(BasicBlock block, int from, int budget)
    {
        for (int index = from; index < block.Instructions.Count; index++)
        {
            if (index == block.Instructions.Count - 2 && PollsEarly(block)) return false;
            var instruction = block.Instructions[index];
            if (block.Lowerings[index].Interpret || budget-- == 0) return false;
            if (SetsAllFlags(instruction)) return true;
            if (!IsSilent(instruction)) return false;
        }
        return block.Taken is null && block.Fallthrough is ulong next && _bodies.TryGetValue(next, out var following) && AreOverwritten(following.Block, 0, budget);
    }

    /// <summary>All six status flags, from registers and constants alone.</summary>
    private static bool SetsAllFlags(in Instruction instruction) => IsOfRegisters(instruction)
        && instruction.Mnemonic is Mnemonic.Cmp or Mnemonic.Test or Mnemonic.Add or Mnemonic.Sub or Mnemonic.And or Mnemonic.Or or Mnemonic.Xor;

    /// <summary>It neither reads nor writes flags, cannot fault and does not leave.</summary>
    private static bool IsSilent(in Instruction instruction) => instruction.Mnemonic is Mnemonic.Nop or Mnemonic.Endbr64
        || (instruction.Mnemonic == Mnemonic.Mov && IsOfRegisters(instruction))
        || (instruction.Code == Code.Lea_r64_m && instruction.Op0Register != Register.RSP
            && (instruction.IsIPRelativeMemoryOperand || (instruction.MemoryBase is Register.None || instruction.MemoryBase.IsGPR64()) && (instruction.MemoryIndex is Register.None || instruction.MemoryIndex.IsGPR64())));

    private static bool IsOfRegisters(in Instruction instruction)
    {
        if (instruction.OpCount != 2 || instruction.Op1Kind == OpKind.Memory || !IsPlain(instruction.Op0Kind, instruction.Op0Register)) return false;
        return instruction.Op1Kind != OpKind.Register || IsPlain(instruction.Op1Kind, instruction.Op1Register);

        static bool IsPlain(OpKind kind, Register register) => kind == OpKind.Register && (register.IsGPR32() || register.IsGPR64()) && register.GetFullRegister() != Register.RSP;
    }
}
