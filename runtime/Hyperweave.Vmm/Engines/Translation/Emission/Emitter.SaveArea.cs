using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// XSAVE, XRSTOR and their kin on the host's state, which is the guest's, under the guest's XCR0. EDX:EAX are cut to it for the one instruction;
/// a fault finds them, and RCX, in the context (<see cref="Region.IsSpilled"/>).
/// </summary>
internal sealed partial class Emitter
{
    internal const int KeptRax = ContextLayout.Temp0, KeptRcx = KeptRax + 8, KeptRdx = KeptRcx + 8;

    private bool EmitSaveArea(in Instruction instruction, in Lowering lowering)
    {
        bool isSupervisor = SaveArea.IsSupervisor(instruction.Mnemonic);
        if (isSupervisor && _region.Code.IsUser) return false;
        var place = EmitAddress(instruction, lowering);
        Lea(T, place.Base, place.Index, place.Scale, place.Displacement);
        Store(KeptRax, Register.RAX);
        Store(KeptRcx, Register.RCX);
        Store(KeptRdx, Register.RDX);
        int start = assembler.Length;
        if (SaveArea.IsRestored(instruction.Mnemonic)) EmitHeaderCheck(instruction, isSupervisor);
        EmitGuestStates(Register.RAX, Register.RAX);
        assembler.Emit(Instruction.Create(Code.Mov_r32_imm32, Register.EDX, 0));
        var host = SaveArea.OnHost(instruction);
        HostAssembler.SetMemory(ref host, T, Register.None, 1, 0);
        assembler.Emit(host);
        EmitUnspill();
        _region.MarkSpill(_base + start, _base + assembler.Length);
        return true;
    }

    /// <summary>
    /// Leaves an area to the interpreter that names states which the guest has not enabled, or that is not in the form which is usual
    /// for the instruction: the processor would compare with the host's XCR0.
    /// </summary>
    private void EmitHeaderCheck(in Instruction instruction, bool isCompacted)
    {
        var (isKnown, isUsual, refuse) = (assembler.NewLabel(), assembler.NewLabel(), assembler.NewLabel());
        EmitUnknownStates(ExtendedArea.StatesOffset);
        assembler.JumpIfRcxZero(isKnown);
        assembler.Jump(refuse);
        assembler.Bind(isKnown);
        if (isCompacted)
        {
            // Bit 63 alone, to bit 0, and away.
            EmitUnknownStates(ExtendedArea.FormOffset);
            assembler.Emit(Instruction.Create(Code.VEX_Rorx_r64_rm64_imm8, Register.RCX, Register.RCX, 63));
            Lea(Register.RCX, Register.RCX, displacement: -1);
        }
        else assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, Register.RCX, HostAssembler.At(T, displacement: ExtendedArea.FormOffset)));
        assembler.JumpIfRcxZero(isUsual);
        assembler.Bind(refuse);
        EmitUnspill();
        Leave(SiteKind.Interpret, instruction);
        assembler.Bind(isUsual);
    }

    /// <summary>RCX = what of a word of the header is not in XCR0, negated.</summary>
    private void EmitUnknownStates(int offset)
    {
        assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, Register.RDX, HostAssembler.At(T, displacement: offset)));
        EmitGuestStates(Register.RCX, Register.RDX);
        // RCX - RDX, by NOT and LEA, which change no flag.
        assembler.Emit(Instruction.Create(Code.Not_rm64, Register.RDX));
        Lea(Register.RCX, Register.RCX, Register.RDX, 1, 1);
    }

    /// <summary>to = from AND XCR0.</summary>
    private void EmitGuestStates(Register to, Register from)
    {
        assembler.Emit(Instruction.Create(Code.VEX_Pext_r64_r64_rm64, to, from, HostAssembler.Context(ContextLayout.Xcr0)));
        assembler.Emit(Instruction.Create(Code.VEX_Pdep_r64_r64_rm64, to, to, HostAssembler.Context(ContextLayout.Xcr0)));
    }

    private void EmitUnspill()
    {
        Load(Register.RAX, KeptRax);
        Load(Register.RCX, KeptRcx);
        Load(Register.RDX, KeptRdx);
    }
}
