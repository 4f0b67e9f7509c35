using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The stack pointer is kept as a host address, so that PUSH, POP and stack variables are what they were. Where the guest
/// looks at RSP, its window's bias is taken off; where it sets RSP, the bias is looked up. A change by a constant keeps the
/// bias, and a read of [RSP] after it proves that it has not left the window and its guard.
/// </summary>
internal sealed partial class Emitter
{
    private static bool NamesStackPointer(in Instruction instruction)
    {
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Register && instruction.GetOpRegister(operand).GetFullRegister() == Register.RSP
                && instruction.GetOpRegister(operand).IsGPR()) return true;
        }
        return false;
    }

    private bool EmitStackForm(in Instruction instruction, in Lowering lowering)
    {
        if (instruction.Mnemonic == Mnemonic.Leave) return instruction.Code == Code.Leaveq && EmitLeave();
        if (Math.Abs(instruction.StackPointerIncrement) != 8) return false;
        bool push = instruction.Mnemonic == Mnemonic.Push;
        if (instruction.Op0Kind == OpKind.Memory)
        {
            if (!push) return false;
            var operand = EmitAddress(instruction, lowering);
            assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, T, operand.Memory));
            assembler.Emit(Instruction.Create(Code.Push_r64, T));
            return true;
        }
        if (instruction.Op0Kind != OpKind.Register) return push && assembler.TryEmit(instruction);
        if (instruction.Op0Register == Register.RSP) return push ? PushStackPointer() : PopStackPointer();
        if (!_plan.IsDisplaced(instruction.Op0Register)) return assembler.TryEmit(instruction);
        int home = RegisterPlan.HomeOf(GuestRegisters.Number(instruction.Op0Register));
        assembler.Emit(Instruction.Create(push ? Code.Push_rm64 : Code.Pop_rm64, HostAssembler.Context(home)));
        return true;
    }

    /// <summary>PUSH RSP stores what RSP was before (Intel SDM 2B).</summary>
    private bool PushStackPointer()
    {
        assembler.Emit(Instruction.Create(Code.Push_r64, HostOf(Register.RSP, T)));
        return true;
    }

    /// <summary>POP RSP: what was on the stack counts, not the step past it (Intel SDM 2B).</summary>
    private bool PopStackPointer()
    {
        assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, T, HostAssembler.At(Register.RSP)));
        SetStackPointer();
        return true;
    }

    /// <summary>LEAVE: the saved RBP is read first, so that a fault finds nothing changed.</summary>
    private bool EmitLeave()
    {
        EmitBias(U, Register.RBP, speculate: false);
        assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, T, HostAssembler.At(Register.RBP, U)));
        Lea(Register.RSP, Register.RBP, U, 1, 8);
        KeepNegatedBias();
        Move(Register.RBP, T);
        return true;
    }

    /// <summary>Instructions with RSP as a register operand: copies, sums with a constant, alignment.</summary>
    private bool EmitStackPointer(in Instruction instruction, in Lowering lowering)
    {
        if (OnlyReadsStackPointer(instruction)) return EmitReader(instruction, lowering);
        if (instruction.OpCount != 2) return false;
        if (lowering.Form != AddressForm.None)
        {
            if (instruction.Code != Code.Mov_r64_rm64) return false;
            var place = EmitAddress(instruction, lowering);
            assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, T, place.Memory));
            SetStackPointer();
            return true;
        }
        if (instruction.Code is Code.Mov_r64_rm64 or Code.Mov_rm64_r64)
        {
            if (instruction.Op1Register == Register.RSP) return ReadStackPointer(instruction.Op0Register);
            Move(T, HostOf(instruction.Op1Register, T));
            SetStackPointer();
            return true;
        }
        if (instruction.Op0Register != Register.RSP || instruction.Op1Kind is OpKind.Memory) return false;
        if (instruction.Op1Kind == OpKind.Register) return AddToStackPointer(instruction);
        if (instruction.Mnemonic is Mnemonic.Add or Mnemonic.Sub)
        {
            long change = (long)instruction.GetImmediate(1) * (instruction.Mnemonic == Mnemonic.Add ? 1 : -1);
            // The flags are those of the guest's value; RSP itself moves without them.
            bool isProven = IsProvenAhead(change);
            if (!isProven || !FlagsAreDead()) SameOn(T, instruction);
            MoveStackPointer(change, isProven, instruction.NextIP);
            return true;
        }
        if (instruction.Mnemonic != Mnemonic.And) return false;
        SameOn(T, instruction);
        SetStackPointer();
        return true;
    }

    /// <summary>ADD and SUB of a register: stack room of a size known late.</summary>
    private bool AddToStackPointer(in Instruction instruction)
    {
        if (instruction.Mnemonic is not (Mnemonic.Add or Mnemonic.Sub) || instruction.Op1Register == Register.RSP) return false;
        var form = instruction;
        form.Op1Register = HostOf(instruction.Op1Register, U);
        SameOn(T, form);
        SetStackPointer();
        return true;
    }

    private bool OnlyReadsStackPointer(in Instruction instruction)
    {
        bool onlyReads = true;
        ref readonly var information = ref _information.GetInfo(instruction);
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) != OpKind.Register || !instruction.GetOpRegister(operand).IsGPR()) continue;
            bool isStack = instruction.GetOpRegister(operand).GetFullRegister() == Register.RSP;
            // A second displaced operand would need the scratch register too.
            onlyReads &= isStack ? information.GetOpAccess(operand) == OpAccess.Read : !_plan.IsDisplaced(instruction.GetOpRegister(operand));
        }
        return onlyReads;
    }

    /// <summary>TEST [RSP], ESP and the like: the guest's value stands in scratch.</summary>
    private bool EmitReader(in Instruction instruction, in Lowering lowering)
    {
        var host = instruction;
        var scratch = T;
        if (lowering.Form != AddressForm.None)
        {
            var place = EmitAddress(instruction, lowering);
            if (place.Base == T || place.Index == T)
            {
                // The address takes the one register; the planner has given the other free.
                Lea(T, place.Base, place.Index, place.Scale, place.Displacement);
                (place, scratch) = (new HostOperand(T, Register.None, 0), U);
            }
            HostAssembler.SetMemory(ref host, place.Base, place.Index, place.Scale, place.Displacement);
        }
        HostOf(Register.RSP, scratch);
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Register && instruction.GetOpRegister(operand).GetFullRegister() == Register.RSP)
                host.SetOpRegister(operand, Resize(scratch, instruction.GetOpRegister(operand)));
        }
        return assembler.TryEmit(host);
    }

    private void SameOn(Register scratch, in Instruction instruction)
    {
        HostOf(Register.RSP, scratch);
        var form = instruction;
        form.Op0Register = scratch;
        assembler.Emit(form);
    }

    private bool ReadStackPointer(Register target)
    {
        if (target == Register.RSP) return true;
        HostOf(Register.RSP, T);
        if (_plan.IsDisplaced(target)) Store(RegisterPlan.HomeOf(GuestRegisters.Number(target)), T);
        else Move(target, T);
        return true;
    }

    private bool EmitLeaStack(in Instruction instruction)
    {
        if (instruction.IsIPRelativeMemoryOperand) return false;
        if (instruction.MemoryBase == Register.RSP && instruction.MemoryIndex == Register.None)
        {
            long change = (long)instruction.MemoryDisplacement64;
            MoveStackPointer(change, IsProvenAhead(change), instruction.NextIP);
            return true;
        }
        var first = instruction.MemoryBase == Register.None ? Register.None : HostOf(instruction.MemoryBase, T);
        var index = instruction.MemoryIndex == Register.None ? Register.None : HostOf(instruction.MemoryIndex, first == T ? U : T);
        Lea(T, first, index, instruction.MemoryIndexScale, (long)instruction.MemoryDisplacement64);
        SetStackPointer();
        return true;
    }

    /// <summary>RSP = the guest address in T.</summary>
    private void SetStackPointer()
    {
        EmitBias(U, T, speculate: false);
        Lea(Register.RSP, T, U);
        KeepNegatedBias();
    }

    /// <summary>Stores −U. NOT changes no flag, and −x = NOT x + 1.</summary>
    private void KeepNegatedBias()
    {
        assembler.Emit(Instruction.Create(Code.Not_rm64, U));
        Lea(U, U, displacement: 1);
        Store(ContextLayout.NegatedStackBias, U);
    }

    /// <summary>Reads [RSP] after a step, for its fault only: RIP is already the next instruction's.</summary>
    private void MoveStackPointer(long change, bool isProven, ulong next)
    {
        Lea(Register.RSP, Register.RSP, displacement: change);
        if (isProven) return;
        Mark(next, isProbe: true);
        assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), HostAssembler.At(Register.RSP)));
    }
}
