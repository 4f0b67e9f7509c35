using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Gathers. A signed index of 32 bits, times 8 at most, leads no farther from its base than 16 GiB, which is within window and guard: the
/// instruction runs as it is. One of 64 bits could lead anywhere, and mostly leads no farther: that is looked at.
/// </summary>
internal sealed partial class Emitter
{
    private const byte LowOfEach = 0b1010_0000;

    /// <summary>
    /// Leaves to the interpreter unless every index is the sign extension of its lower half. No flag changes; a vector register is lent
    /// from the place of XMM0 and XMM1 in the context, where nothing stands while the guest runs.
    /// </summary>
    private void EmitIndexCheck(in Instruction instruction)
    {
        bool isLong = instruction.MemoryIndex.IsYMM();
        var index = instruction.MemoryIndex;
        var whole = Lent(instruction);
        var lent = isLong ? whole : whole - Register.YMM0 + Register.XMM0;
        var near = assembler.NewLabel();
        assembler.Emit(Instruction.Create(Code.VEX_Vmovups_ymmm256_ymm, HostAssembler.Context(ContextLayout.Xmm), whole));
        Store(KeptRcx, Register.RCX);
        assembler.Emit(Instruction.Create(isLong ? Code.VEX_Vpsrad_ymm_ymm_imm8 : Code.VEX_Vpsrad_xmm_xmm_imm8, lent, index, 31));
        assembler.Emit(Instruction.Create(isLong ? Code.VEX_Vpshufd_ymm_ymmm256_imm8 : Code.VEX_Vpshufd_xmm_xmmm128_imm8, lent, lent, LowOfEach));
        assembler.Emit(Instruction.Create(isLong ? Code.VEX_Vpcmpeqd_ymm_ymm_ymmm256 : Code.VEX_Vpcmpeqd_xmm_xmm_xmmm128, lent, lent, index));
        // The sign of each quarter: its upper half is what the lower one's sign makes it.
        assembler.Emit(Instruction.Create(isLong ? Code.VEX_Vmovmskpd_r32_ymm : Code.VEX_Vmovmskpd_r32_xmm, Register.ECX, lent));
        Lea(Register.RCX, Register.RCX, displacement: isLong ? -15 : -3);
        assembler.Emit(Instruction.Create(Code.VEX_Vmovups_ymm_ymmm256, whole, HostAssembler.Context(ContextLayout.Xmm)));
        assembler.JumpIfRcxZero(near);
        Load(Register.RCX, KeptRcx);
        Leave(SiteKind.Interpret, instruction);
        assembler.Bind(near);
        Load(Register.RCX, KeptRcx);
    }

    /// <summary>A vector register other than the index.</summary>
    private static Register Lent(in Instruction instruction) =>
        instruction.MemoryIndex.GetFullRegister() == Register.ZMM0 ? Register.YMM1 : Register.YMM0;
}
