using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Ends of blocks, edges between them, and exits.</summary>
internal sealed partial class Emitter
{
    /// <summary>Writes a block's last instruction where it transfers control; false where it is an ordinary one.</summary>
    private bool EmitTerminator(BasicBlock block, in Instruction instruction, BasicBlock? following)
    {
        if (block.EndsAtDevice)
        {
            Leave(SiteKind.Device, instruction);
            return true;
        }
        switch (InstructionClasses.Of(instruction))
        {
            case InstructionClass.Control: break;
            case InstructionClass.Port:
                Leave(SiteKind.Port, instruction);
                return true;
            case InstructionClass.Operation when InstructionClasses.IsInline(instruction):
                return false;
            case InstructionClass.Operation when EmitPrivilegeChange(instruction):
                return true;
            case InstructionClass.Operation:
                Leave(SiteKind.Operation, instruction);
                return true;
            case InstructionClass.Ordinary or InstructionClass.Stack or InstructionClass.String or InstructionClass.InterruptFlag:
                return false;
            default:
                Leave(SiteKind.Interpret, instruction);
                return true;
        }
        if (block.Lowerings[^1].Interpret || !EmitTransfer(block, instruction, following)) Leave(SiteKind.Interpret, instruction);
        return true;
    }

    private bool EmitTransfer(BasicBlock block, in Instruction instruction, BasicBlock? following)
    {
        if (instruction.Op0Kind == OpKind.NearBranch16) return false;
        switch (instruction.FlowControl)
        {
            case FlowControl.UnconditionalBranch:
                if (_polling.Contains(block.Start)) Poll();
                EmitFallthrough(instruction.NearBranchTarget, block.Outgoing, following);
                return true;
            case FlowControl.ConditionalBranch:
                return EmitConditional(block, instruction, following);
            case FlowControl.Call:
                EmitCall(instruction);
                return true;
            case FlowControl.Return:
                if (!PopTarget(instruction)) return false;
                EmitIndirect();
                return true;
            case FlowControl.IndirectBranch or FlowControl.IndirectCall:
                if (!LoadTarget(instruction, block.Lowerings[^1])) return false;
                if (instruction.FlowControl == FlowControl.IndirectCall) PushReturnAddress(instruction.NextIP);
                EmitIndirect();
                return true;
            default:
                return false;
        }
    }

    private void EmitCall(in Instruction instruction)
    {
        PushReturnAddress(instruction.NextIP);
        // What an entry takes for granted, it takes from nobody.
        bool isEntry = _bodies.TryGetValue(instruction.NearBranchTarget, out var body) && body.Block is { IsEntry: true, Guarded: 0 };
        if (!isEntry)
        {
            EmitLink(instruction.NearBranchTarget);
            return;
        }
        // Within the region, as a jump: the target of a call polls.
        Mark(instruction.NearBranchTarget);
        Poll();
        EmitFallthrough(instruction.NearBranchTarget, BiasState.Empty, null);
    }

    /// <summary>T = what RET returns to.</summary>
    private bool PopTarget(in Instruction instruction)
    {
        if (_region.Code.IsNarrow) return EmitNarrowReturn(instruction);
        assembler.Emit(Instruction.Create(Code.Pop_r64, T));
        if (instruction.OpCount == 1) Lea(Register.RSP, Register.RSP, displacement: instruction.Immediate16);
        return true;
    }

    private bool EmitConditional(BasicBlock block, in Instruction instruction, BasicBlock? following)
    {
        if (!instruction.IsJccShortOrNear) return _region.Code.IsNarrow && EmitNarrowLoop(block, instruction, following);
        if (_polling.Contains(block.Start) && !PollsEarly(block)) Poll();
        assembler.JumpIf(instruction.ConditionCode, EdgeTo(instruction.NearBranchTarget, block.Outgoing));
        EmitFallthrough(block.Fallthrough!.Value, block.Outgoing, following);
        return true;
    }

    /// <summary>A label to jump to for an edge: the block itself where its expectations are met, else a repair on the way.</summary>
    private HostLabel EdgeTo(ulong target, in BiasState state)
    {
        if (_bodies.TryGetValue(target, out var body) && IsSatisfied(state, body.Block.Incoming)) return body.Label;
        var label = assembler.NewLabel();
        _edges.Add(new PendingEdge(label, target, state));
        return label;
    }

    private bool IsSatisfied(in BiasState state, in BiasState wanted) =>
        state.Satisfies(wanted, 0) && (_plan.Biases.Length == 1 || state.Satisfies(wanted, 1));

    private void EmitPending(in PendingEdge edge)
    {
        assembler.Bind(edge.Label);
        EmitFallthrough(edge.Target, edge.State, null);
    }

    private void EmitFallthrough(ulong target, in BiasState state, BasicBlock? following)
    {
        if (!_bodies.TryGetValue(target, out var body))
        {
            Mark(target);
            EmitLink(target);
            return;
        }
        Repair(state, body.Block.Incoming);
        if (following?.Start != target) assembler.Jump(body.Label);
    }

    /// <summary>Looks up what a block expects and this way does not bring.</summary>
    private void Repair(in BiasState state, in BiasState wanted)
    {
        for (int cache = 0; cache < _plan.Biases.Length; cache++)
        {
            if (state.Satisfies(wanted, cache)) continue;
            // It may be in the other register: of the first that is as it was, of the second only where that is not written here.
            int other = 1 - cache;
            bool isThere = _plan.Biases.Length == 2 && state.Key(other) == wanted.Key(cache) && state.Drift(other) <= wanted.Drift(cache) && (cache == 0 || state.Satisfies(wanted, 0));
            if (isThere) Move(_plan.Biases[cache], _plan.Biases[other]);
            else EmitLookup(wanted.Key(cache), _plan.Biases[cache]);
        }
    }

    private void PushReturnAddress(ulong rip)
    {
        if (_region.Code.IsNarrow)
        {
            NarrowPush((int)rip);
            return;
        }
        if ((long)rip == (int)rip)
        {
            assembler.Emit(Instruction.Create(Code.Pushq_imm32, (int)rip));
            return;
        }
        // The target of an indirect call waits in the address register.
        assembler.Emit(Instruction.Create(Code.Mov_r64_imm64, U, rip));
        assembler.Emit(Instruction.Create(Code.Push_r64, U));
    }

    /// <summary>T = the target of an indirect jump or call.</summary>
    private bool LoadTarget(in Instruction instruction, in Lowering lowering)
    {
        if (_region.Code.IsNarrow) return LoadNarrowTarget(instruction);
        if (instruction.Op0Kind == OpKind.Register)
        {
            if (instruction.Op0Register.GetSize() != 8) return false;
            var from = HostOf(instruction.Op0Register, T);
            if (from != T) Move(T, from);
            return true;
        }
        if (instruction.MemorySize.GetSize() != 8) return false;
        var operand = EmitAddress(instruction, lowering);
        assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, T, operand.Memory));
        return true;
    }

    /// <summary>Leaves the region for a known address: a jump that is patched once the target has been translated.</summary>
    private void EmitLink(ulong target)
    {
        ExitToCanonical();
        assembler.Byte(0xE9);
        int jump = _base + assembler.Length;
        assembler.Bytes(0, 4);
        EmitUnlinked(new Link(target, jump, _base + assembler.Length));
    }

    /// <summary>Leaves the region for the address in T: through the table of targets, whose entry compares the whole address.</summary>
    private void EmitIndirect()
    {
        KeepCanonical();
        if (T != Register.R13) Move(Register.R13, T);
        RestoreTaken();
        EmitTableJump();
    }

    /// <summary>Goes on at the guest address in R13, with all other registers at their canonical places.</summary>
    private void EmitTableJump()
    {
        assembler.Emit(Instruction.Create(Code.Movzx_r32_rm16, Register.R12D, Register.R13W));
        assembler.Emit(Instruction.Create(Code.Jmp_rm64, HostAssembler.ContextTable(Register.R12, _region.Code.TargetTable)));
    }

    /// <summary>Goes on at a known guest address through a code space's table of targets.</summary>
    internal void EmitTableJump(ulong target, CodeSpace code)
    {
        assembler.Emit(Instruction.Create(Code.Mov_r64_imm64, Register.R13, target));
        assembler.Emit(Instruction.Create(Code.Movzx_r32_rm16, Register.R12D, Register.R13W));
        assembler.Emit(Instruction.Create(Code.Jmp_rm64, HostAssembler.ContextTable(Register.R12, code.TargetTable)));
    }

    private void Leave(SiteKind kind, in Instruction instruction)
    {
        ExitToCanonical();
        EmitExit(new ExitSite(kind, instruction, _region));
    }

    internal void EmitExit(ExitSite site)
    {
        NameSite(site);
        assembler.JumpOut(Translator.ExitStub);
    }

    /// <summary>What a jump leads to until it is linked.</summary>
    internal void EmitUnlinked(in Link link)
    {
        LinkPlaces?.Add(assembler.Length + 2);
        Name(EngineLayout.FirstLink + (ulong)links.Add(link));
        assembler.JumpOut(Translator.ExitStub);
    }

    private void NameSite(ExitSite site)
    {
        SitePlaces?.Add(assembler.Length + 2);
        Name(ExitCode.FirstOfEngine + (ulong)sites.Count);
        sites.Add(site);
    }

    /// <summary>R12D = what the stub that leaves is told.</summary>
    private void Name(ulong exitCode) => assembler.Bytes(0xBC_41 | exitCode << 16, 6);
}
