using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The stack of 32-bit code: RSP holds the guest's ESP, and 64-bit mode has no stack operation of four bytes, so that they are moves
/// beside R15. Flags go through a few words of the context that RSP points to meanwhile; signals have a stack of their own.
/// </summary>
internal sealed partial class Emitter
{
    private const int Slot = 4;

    /// <summary>What PUSHA stores, in its order.</summary>
    private static readonly Register[] PushedByPusha =
        [Register.EAX, Register.ECX, Register.EDX, Register.EBX, Register.ESP, Register.EBP, Register.ESI, Register.EDI];

    private static MemoryOperand StackSlot(int displacement) => HostAssembler.At(Register.RSP, Origin, 1, displacement);

    private bool EmitNarrowStack(in Instruction instruction)
    {
        switch (instruction.Code)
        {
            case Code.Push_r32 or Code.Push_rm32 when instruction.Op0Kind == OpKind.Register:
                NarrowPush(instruction.Op0Register);
                return true;
            case Code.Pushd_imm8 or Code.Pushd_imm32:
                NarrowPush((int)instruction.GetImmediate(0));
                return true;
            case Code.Push_rm32 when IsReachable(instruction):
                assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), EmitNarrowAddress(instruction).Memory));
                NarrowPush(Narrow(T));
                return true;
            case Code.Pop_r32 or Code.Pop_rm32 when instruction.Op0Kind == OpKind.Register:
                assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, instruction.Op0Register, StackSlot(0)));
                if (instruction.Op0Register != Register.ESP) MoveNarrowStack(Slot);
                return true;
            case Code.Leaved:
                assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), HostAssembler.At(Origin, Register.RBP)));
                NarrowLea(Register.ESP, Register.RBP, displacement: Slot);
                assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Register.EBP, Narrow(T)));
                return true;
            case Code.Pushad: return PushAll();
            case Code.Popad: return PopAll();
            default: return false;
        }
    }

    private bool PushAll()
    {
        for (int slot = 0; slot < PushedByPusha.Length; slot++)
            assembler.Emit(Instruction.Create(Code.Mov_rm32_r32, StackSlot(-Slot * (slot + 1)), PushedByPusha[slot]));
        MoveNarrowStack(-Slot * PushedByPusha.Length);
        return true;
    }

    /// <summary>First and last word are read before a register changes: all between them is in their pages.</summary>
    private bool PopAll()
    {
        int last = Slot * (PushedByPusha.Length - 1);
        assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), StackSlot(0)));
        assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), StackSlot(last)));
        for (int slot = 0; slot < PushedByPusha.Length; slot++)
        {
            if (PushedByPusha[slot] != Register.ESP) assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, PushedByPusha[slot], StackSlot(last - Slot * slot)));
        }
        MoveNarrowStack(Slot * PushedByPusha.Length);
        return true;
    }

    private void NarrowPush(Register register)
    {
        assembler.Emit(Instruction.Create(Code.Mov_rm32_r32, StackSlot(-Slot), register));
        MoveNarrowStack(-Slot);
    }

    private void NarrowPush(int value)
    {
        assembler.Emit(Instruction.Create(Code.Mov_rm32_imm32, StackSlot(-Slot), value));
        MoveNarrowStack(-Slot);
    }

    private void MoveNarrowStack(int bytes) => NarrowLea(Register.ESP, Register.RSP, displacement: bytes);

    /// <summary>RET: T = the target.</summary>
    private bool EmitNarrowReturn(in Instruction instruction)
    {
        if (instruction.Code is not (Code.Retnd or Code.Retnd_imm16)) return false;
        assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), StackSlot(0)));
        MoveNarrowStack(Slot + (instruction.OpCount == 1 ? instruction.Immediate16 : 0));
        return true;
    }

    /// <summary>T = the target of an indirect jump or call.</summary>
    private bool LoadNarrowTarget(in Instruction instruction)
    {
        if (instruction.Op0Kind == OpKind.Register)
        {
            if (instruction.Op0Register.GetSize() != Slot) return false;
            assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), instruction.Op0Register));
            return true;
        }
        if (instruction.MemorySize.GetSize() != Slot || !IsReachable(instruction)) return false;
        assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), EmitNarrowAddress(instruction).Memory));
        return true;
    }

    private bool EmitNarrowFlags(in Instruction instruction)
    {
        if (_region.Code.IsUser) return false;
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Cli or Mnemonic.Sti: return EmitFlagForm(instruction);
            case Mnemonic.Pushfd:
                EmitNarrowPushFlags();
                return true;
            case Mnemonic.Popfd:
                EmitNarrowPopFlags(instruction);
                return true;
            default: return false;
        }
    }

    private void EmitNarrowPushFlags()
    {
        Move(U, Register.RSP);
        Load(Register.RSP, EngineLayout.FlagStack);
        assembler.Emit(Instruction.Create(Code.Pushfq));
        assembler.Emit(Instruction.Create(Code.Pop_r64, T));
        Move(Register.RSP, U);
        EmitGuestFlags();
        NarrowPush(Narrow(T));
    }

    private void EmitNarrowPopFlags(in Instruction instruction)
    {
        EmitUnlessSlow(instruction, T);
        assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(U), StackSlot(0)));
        EmitUnlessPlain(instruction);
        Move(T, Register.RSP);
        Load(Register.RSP, EngineLayout.FlagStack);
        assembler.Emit(Instruction.Create(Code.Push_r64, U));
        assembler.Emit(Instruction.Create(Code.VEX_Pext_r64_r64_rm64, U, U, HostAssembler.Context(EngineLayout.InterruptBit)));
        Store(EngineLayout.InterruptFlag, U);
        assembler.Emit(Instruction.Create(Code.Popfq));
        Move(Register.RSP, T);
        MoveNarrowStack(Slot);
    }

    private bool EmitNarrowString(in Instruction instruction)
    {
        if (instruction.SegmentPrefix is Register.FS or Register.GS or Register.CS) return false;
        var host = instruction;
        bool source = false, target = false;
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            switch (instruction.GetOpKind(operand))
            {
                case OpKind.MemorySegESI: host.SetOpKind(operand, OpKind.MemorySegRSI); source = true; break;
                case OpKind.MemoryESEDI: host.SetOpKind(operand, OpKind.MemoryESRDI); target = true; break;
                case OpKind.Register or OpKind.Immediate8: break;
                default: return false;
            }
        }
        host.SegmentPrefix = Register.None;
        if (source) Lea(Register.RSI, Register.RSI, Origin);
        if (target) Lea(Register.RDI, Register.RDI, Origin);
        _region.MarkString(_base + assembler.Length, source, target);
        if (!assembler.TryEmit(host)) return false;
        Load(U, EngineLayout.SourceCorrection);
        if (source) NarrowLea(Register.ESI, Register.RSI, U);
        if (target) NarrowLea(Register.EDI, Register.RDI, U);
        return true;
    }
}
