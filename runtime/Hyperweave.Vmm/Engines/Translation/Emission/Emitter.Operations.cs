using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Operations that are a few moves on the virtual processor's state: they need no exit, and change no flag.</summary>
internal sealed partial class Emitter
{
    /// <summary>Offsets in <see cref="CpuState"/>.</summary>
    private const int Cr0 = 0x0B0, Cr2 = 0x0B8, Cr3 = 0x0C0, Cr4 = 0x0C8, KernelGsBase = 0x108, TscAux = 0x110, TscOffset = 0x118;

    /// <summary>False where the machine must perform it.</summary>
    private bool EmitOperation(in Instruction instruction, in Lowering lowering)
    {
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Swapgs when !_region.Code.IsUser:
                EmitSwapGs();
                return true;
            case Mnemonic.Rdtsc or Mnemonic.Rdtscp when !_region.Code.IsUser || (_region.Code.FloatingMode & FloatingPoint.NoTimeStamp) == 0:
                EmitTimeStamp(instruction.Mnemonic == Mnemonic.Rdtscp);
                return true;
            case Mnemonic.Rdfsbase or Mnemonic.Rdgsbase when HasSegmentBases:
                return EmitRead(instruction.Op0Register, BaseNamedBy(instruction));
            case Mnemonic.Wrfsbase or Mnemonic.Wrgsbase when HasSegmentBases:
                return EmitWriteBase(instruction);
            case Mnemonic.Stac or Mnemonic.Clac:
                return EmitAccessFlag(instruction);
            case Mnemonic.Rdpid:
                return EmitRead(instruction.Op0Register, TscAux);
            case Mnemonic.Mov when instruction.Op1Register.IsSegmentRegister():
                return EmitReadSegment(instruction, lowering);
            case Mnemonic.Mov when instruction.Op1Register.IsCR() && !_region.Code.IsUser:
                return EmitReadControl(instruction);
            default:
                return false;
        }
    }

    private bool HasSegmentBases => (_region.Code.FloatingMode & FloatingPoint.NoSegmentBases) == 0;

    private static int BaseNamedBy(in Instruction instruction) =>
        instruction.Mnemonic is Mnemonic.Rdfsbase or Mnemonic.Wrfsbase ? SegmentBase.Fs : SegmentBase.Gs;

    /// <summary>A general register of 32 or 64 bits = a word of the context.</summary>
    private bool EmitRead(Register target, int context)
    {
        if (target.GetFullRegister() == Register.RSP) return false;
        bool displaced = _plan.IsDisplaced(target);
        var host = displaced ? Resize(T, target) : target;
        assembler.Emit(Instruction.Create(target.GetSize() == 8 ? Code.Mov_r64_rm64 : Code.Mov_r32_rm32, host, HostAssembler.Context(context)));
        if (displaced) Store(RegisterPlan.HomeOf(GuestRegisters.Number(target)), T);
        return true;
    }

    /// <summary>A base that is not canonical is the machine's to refuse: bits 63..47 are all alike when v &gt;&gt; 47 and v &gt;&gt; 63 are the same.</summary>
    private bool EmitWriteBase(in Instruction instruction)
    {
        var source = instruction.Op0Register;
        if (source.GetFullRegister() == Register.RSP) return false;
        var value = HostOf(source.GetFullRegister(), T);
        if (source.GetSize() == 4) assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), Narrow(value)));
        else
        {
            if (value != T) Move(T, value);
            EmitUnlessCanonical(instruction);
        }
        Store(BaseNamedBy(instruction), T);
        return true;
    }

    /// <summary>Leaves to the machine where the address in T is not canonical; the first bias register is lost.</summary>
    private void EmitUnlessCanonical(in Instruction instruction)
    {
        var canonical = assembler.NewLabel();
        Store(EngineLayout.Lent, Register.RCX);
        assembler.Emit(Instruction.Create(Code.Mov_r32_imm32, Register.ECX, 47));
        assembler.Emit(Instruction.Create(Code.VEX_Sarx_r64_rm64_r64, U, T, Register.RCX));
        assembler.Emit(Instruction.Create(Code.Mov_r32_imm32, Register.ECX, 63));
        assembler.Emit(Instruction.Create(Code.VEX_Sarx_r64_rm64_r64, Register.RCX, T, Register.RCX));
        assembler.Emit(Instruction.Create(Code.Not_rm64, Register.RCX));
        Lea(Register.RCX, U, Register.RCX, 1, 1);
        assembler.JumpIfRcxZero(canonical);
        Load(Register.RCX, EngineLayout.Lent);
        Leave(SiteKind.Operation, instruction);
        assembler.Bind(canonical);
        Load(Register.RCX, EngineLayout.Lent);
    }

    private void EmitSwapGs()
    {
        Load(T, SegmentBase.Gs);
        assembler.Emit(Instruction.Create(Code.Xchg_rm64_r64, HostAssembler.Context(KernelGsBase), T));
        Store(SegmentBase.Gs, T);
    }

    /// <summary>The host's counter plus the guest's offset, in halves; rotating by 32 is a shift where the other half is zero.</summary>
    private void EmitTimeStamp(bool withProcessor)
    {
        assembler.Emit(Instruction.Create(Code.Rdtsc));
        assembler.Emit(Instruction.Create(Code.VEX_Rorx_r64_rm64_imm8, Register.RDX, Register.RDX, 32));
        Lea(Register.RAX, Register.RAX, Register.RDX);
        Load(T, TscOffset);
        Lea(Register.RAX, Register.RAX, T);
        assembler.Emit(Instruction.Create(Code.VEX_Rorx_r64_rm64_imm8, Register.RDX, Register.RAX, 32));
        assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Register.EDX, Register.EDX));
        assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Register.EAX, Register.EAX));
        if (withProcessor) assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Register.ECX, HostAssembler.Context(TscAux)));
    }
}
