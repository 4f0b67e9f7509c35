using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Where polls stand, and which returns need one at where they lead.</summary>
internal sealed partial class Emitter
{
    /// <summary>The poll of a jump back stands before the comparison that decides it: the processor makes one operation of the two.</summary>
    private static bool PollsEarly(BasicBlock block) => block.Instructions.Count > 1 && block.Instructions[^1] is { IsJccShortOrNear: true } jump
        && jump.NearBranchTarget <= block.Start
        && block.Instructions[^2].Mnemonic is Mnemonic.Cmp or Mnemonic.Test or Mnemonic.Add or Mnemonic.Sub or Mnemonic.Inc or Mnemonic.Dec or Mnemonic.And;

    /// <summary>
    /// Where a call returns to is entered without a poll, as a rule: each return takes its address off the stack, so that returns alone
    /// come to an end. Not so where the code on the way to the next one jumps through a register, writes memory or sets RSP anew.
    /// </summary>
    private bool MayComeBack(BasicBlock first)
    {
        var seen = new HashSet<BasicBlock>();
        var pending = new Stack<BasicBlock>([first]);
        while (pending.TryPop(out var block))
        {
            if (!seen.Add(block)) continue;
            foreach (ref readonly var instruction in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(block.Instructions))
            {
                if (instruction.FlowControl == FlowControl.IndirectBranch || Refills(instruction)) return true;
            }
            if (block.Fallthrough is ulong next && _bodies.TryGetValue(next, out var following)) pending.Push(following.Block);
            if (block.Taken is ulong taken && _bodies.TryGetValue(taken, out var target)) pending.Push(target.Block);
        }
        return false;
    }

    /// <summary>The instruction may put an address where a return finds it. A call does too, but its target polls.</summary>
    private bool Refills(in Instruction instruction)
    {
        if (instruction.FlowControl is FlowControl.Call or FlowControl.IndirectCall or FlowControl.Return) return false;
        ref readonly var information = ref _information.GetInfo(instruction);
        foreach (var memory in information.GetUsedMemory())
        {
            if (Writes(memory.Access)) return true;
        }
        bool onlyDrops = instruction.Mnemonic == Mnemonic.Pop && instruction.Op0Register != Register.RSP
            || instruction.Code is Code.Add_rm64_imm8 or Code.Add_rm64_imm32 && (long)instruction.GetImmediate(1) >= 0;
        if (onlyDrops) return false;
        foreach (var register in information.GetUsedRegisters())
        {
            if (register.Register.GetFullRegister() == Register.RSP && Writes(register.Access)) return true;
        }
        return false;
    }
}
