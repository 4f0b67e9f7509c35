using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Where polls stand, and which returns need one at where they lead.</summary>
internal sealed partial class Emitter
{
    /// <summary>The poll of a jump back stands before the comparison that decides it: the processor makes one operation of the two.</summary>
    private bool PollsEarly(BasicBlock block) => block.Instructions.Count > 1 && block.Instructions[^1] is { IsJccShortOrNear: true }
        && _polling.Contains(block.Start)
        && block.Instructions[^2].Mnemonic is Mnemonic.Cmp or Mnemonic.Test or Mnemonic.Add or Mnemonic.Sub or Mnemonic.Inc or Mnemonic.Dec or Mnemonic.And;

    private readonly HashSet<BasicBlock> _seen = [];
    private readonly Stack<BasicBlock> _pending = new();

    /// <summary>
    /// The jumps that poll: back out of the region, and of those within it so many that no way round is without one. A jump back that leads
    /// round by others that poll needs none: it goes into the middle of a loop.
    /// </summary>
    private void ChoosePolls(List<BasicBlock> blocks)
    {
        _polling.Clear();
        var back = blocks.FindAll(block => block.Taken <= block.Start);
        if (back.Count == 0) return;
        back.Sort((left, right) => left.Taken!.Value.CompareTo(right.Taken!.Value));
        foreach (var block in back)
        {
            // A block that jumps to itself needs no search.
            if (!_bodies.TryGetValue(block.Taken!.Value, out var target) || target.Block == block || LeadsTo(target.Block, block)) _polling.Add(block.Start);
        }
    }

    /// <summary>There is a way from one block to another without a poll.</summary>
    private bool LeadsTo(BasicBlock from, BasicBlock to)
    {
        _seen.Clear();
        _pending.Clear();
        _pending.Push(from);
        while (_pending.TryPop(out var block))
        {
            if (!_seen.Add(block)) continue;
            if (block == to) return true;
            bool polls = _polling.Contains(block.Start);
            foreach (var next in block.Successors)
            {
                if (!polls || next.Start != block.Taken) _pending.Push(next);
            }
        }
        return false;
    }

    /// <summary>
    /// Where a call returns to is entered without a poll, as a rule: each return takes its address off the stack, so that returns alone
    /// come to an end. Not so where the code on the way to the next one jumps through a register, writes memory or sets RSP anew.
    /// </summary>
    private bool MayComeBack(BasicBlock first)
    {
        _seen.Clear();
        _pending.Clear();
        _pending.Push(first);
        while (_pending.TryPop(out var block))
        {
            if (!_seen.Add(block)) continue;
            foreach (ref readonly var instruction in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(block.Instructions))
            {
                if (instruction.FlowControl == FlowControl.IndirectBranch || Refills(instruction)) return true;
            }
            if (block.Fallthrough is ulong next && _bodies.TryGetValue(next, out var following)) _pending.Push(following.Block);
            if (block.Taken is ulong taken && _bodies.TryGetValue(taken, out var target)) _pending.Push(target.Block);
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
