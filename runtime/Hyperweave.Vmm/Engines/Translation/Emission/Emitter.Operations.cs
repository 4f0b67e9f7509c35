using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Operations that are a few moves on the virtual processor's state: they need no exit, and change no flag.</summary>
internal sealed partial class Emitter
{
    /// <summary>Offsets in <see cref="CpuState"/>.</summary>
    private const int KernelGsBase = 0x108, TscAux = 0x110, TscOffset = 0x118;

    /// <summary>False where the machine must perform it.</summary>
    private bool EmitOperation(in Instruction instruction)
    {
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Swapgs when !_region.Code.IsUser:
                EmitSwapGs();
                return true;
            case Mnemonic.Rdtsc or Mnemonic.Rdtscp when !_region.Code.IsUser || (_region.Code.FloatingMode & FloatingPoint.NoTimeStamp) == 0:
                EmitTimeStamp(instruction.Mnemonic == Mnemonic.Rdtscp);
                return true;
            default:
                return false;
        }
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
