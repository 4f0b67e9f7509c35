using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// CLI, STI, PUSHF and POPF at CPL 0. RFLAGS.IF is a word of its own in the context; the status flags are the host's; what
/// else RFLAGS holds is nearly always zero and then needs nothing.
/// </summary>
internal sealed partial class Emitter
{
    private bool EmitFlagForm(in Instruction instruction)
    {
        if (_region.Code.IsUser) return false;
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Cli:
                StoreConstant(EngineLayout.InterruptFlag, 0);
                return true;
            case Mnemonic.Sti:
                EmitUnlessSlow(instruction, T);
                StoreConstant(EngineLayout.InterruptFlag, 1);
                _region.AddAfterSti(instruction.NextIP);
                return true;
            case Mnemonic.Pushfq:
                EmitPushFlags();
                return true;
            case Mnemonic.Popfq:
                EmitPopFlags(instruction);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Leaves to the interpreter where an interrupt waits or unusual flags are set.</summary>
    private void EmitUnlessSlow(in Instruction instruction, Register keep)
    {
        var quick = assembler.NewLabel();
        Move(keep, Register.RCX);
        Load(Register.RCX, EngineLayout.SlowFlags);
        assembler.JumpIfRcxZero(quick);
        Move(Register.RCX, keep);
        Leave(SiteKind.Interpret, instruction);
        assembler.Bind(quick);
        Move(Register.RCX, keep);
    }

    /// <summary>PEXT and PDEP with one mask clear what is not in it, and change no flag.</summary>
    private void EmitPushFlags()
    {
        assembler.Emit(Instruction.Create(Code.Pushfq));
        assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, T, HostAssembler.At(Register.RSP)));
        EmitGuestFlags();
        assembler.Emit(Instruction.Create(Code.Mov_rm64_r64, HostAssembler.At(Register.RSP), T));
    }

    /// <summary>T = the guest's RFLAGS, from the host's.</summary>
    private void EmitGuestFlags()
    {
        assembler.Emit(Instruction.Create(Code.VEX_Pext_r64_r64_rm64, T, T, HostAssembler.Context(EngineLayout.StatusMask)));
        assembler.Emit(Instruction.Create(Code.VEX_Pdep_r64_r64_rm64, T, T, HostAssembler.Context(EngineLayout.StatusMask)));
        Load(U, EngineLayout.InterruptFlag);
        assembler.Emit(Instruction.Create(Code.VEX_Pdep_r64_r64_rm64, U, U, HostAssembler.Context(EngineLayout.InterruptBit)));
        Lea(T, T, U, 1, 2);
        Load(U, EngineLayout.OtherFlags);
        Lea(T, T, U);
    }

    private void EmitPopFlags(in Instruction instruction)
    {
        EmitUnlessSlow(instruction, T);
        assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, U, HostAssembler.At(Register.RSP)));
        EmitUnlessPlain(instruction);
        assembler.Emit(Instruction.Create(Code.VEX_Pext_r64_r64_rm64, U, U, HostAssembler.Context(EngineLayout.InterruptBit)));
        Store(EngineLayout.InterruptFlag, U);
        // In user mode POPF leaves the host's IF and IOPL alone.
        assembler.Emit(Instruction.Create(Code.Popfq));
    }

    /// <summary>Leaves to the interpreter where the flags in U are more than status and IF.</summary>
    private void EmitUnlessPlain(in Instruction instruction)
    {
        var plain = assembler.NewLabel();
        Move(T, Register.RCX);
        assembler.Emit(Instruction.Create(Code.VEX_Pext_r64_r64_rm64, Register.RCX, U, HostAssembler.Context(EngineLayout.OtherMask)));
        assembler.JumpIfRcxZero(plain);
        Move(Register.RCX, T);
        Leave(SiteKind.Interpret, instruction);
        assembler.Bind(plain);
        Move(Register.RCX, T);
    }
}
