using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Displaced registers as memory operands: an instruction that could name memory names the register's home.</summary>
internal sealed partial class Emitter
{
    /// <summary>
    /// Emits a two-operand register instruction with one displaced operand on its home in the context, without scratch.
    /// Not where a 32-bit result must clear the upper half: a store of 32 bits would leave it. Not bit tests by a register:
    /// on memory they reach as far as that register says (Intel SDM 2A 3.1.1.9), into the host.
    /// </summary>
    private bool EmitOnHome(in Instruction instruction)
    {
        if (instruction.Mnemonic is Mnemonic.Bt or Mnemonic.Bts or Mnemonic.Btr or Mnemonic.Btc) return false;
        if (instruction.OpCount != 2 || instruction.Op0Kind != OpKind.Register || instruction.Mnemonic is Mnemonic.Xchg or Mnemonic.Xadd) return false;
        bool first = _plan.IsDisplaced(instruction.Op0Register);
        bool second = instruction.Op1Kind == OpKind.Register && _plan.IsDisplaced(instruction.Op1Register);
        if (first == second) return false;
        var host = instruction;
        if (second && !NamesMemory(host, 1)) host.Code = Swapped(host.Code);
        if (first && !NamesMemory(host, 0)) host.Code = Swapped(host.Code);
        int operand = second ? 1 : 0;
        if (host.Code == Code.INVALID || !NamesMemory(host, operand)) return false;
        var register = instruction.GetOpRegister(operand);
        var access = _information.GetInfo(instruction).GetOpAccess(operand);
        if (register.GetSize() < 8 && (access != OpAccess.Read || register.GetSize() < 4)) return false;
        host.SetOpKind(operand, OpKind.Memory);
        HostAssembler.SetMemory(ref host, Register.None, Register.None, 1, RegisterPlan.HomeOf(GuestRegisters.Number(register)));
        host.SegmentPrefix = Register.GS;
        return assembler.TryEmit(host);
    }

    /// <summary>The operand is encoded in ModRM.rm.</summary>
    private static bool NamesMemory(in Instruction instruction, int operand) => instruction.Code != Code.INVALID
        && instruction.OpCode.GetOpKind(operand) is OpCodeOperandKind.r64_or_mem or OpCodeOperandKind.r32_or_mem;

    /// <summary>The same instruction with register and r/m exchanged in their encoding.</summary>
    private static Code Swapped(Code code) => code switch
    {
        Code.Mov_rm64_r64 => Code.Mov_r64_rm64, Code.Mov_rm32_r32 => Code.Mov_r32_rm32,
        Code.Add_rm64_r64 => Code.Add_r64_rm64, Code.Add_rm32_r32 => Code.Add_r32_rm32,
        Code.Sub_rm64_r64 => Code.Sub_r64_rm64, Code.Sub_rm32_r32 => Code.Sub_r32_rm32,
        Code.And_rm64_r64 => Code.And_r64_rm64, Code.And_rm32_r32 => Code.And_r32_rm32,
        Code.Or_rm64_r64 => Code.Or_r64_rm64, Code.Or_rm32_r32 => Code.Or_r32_rm32,
        Code.Xor_rm64_r64 => Code.Xor_r64_rm64, Code.Xor_rm32_r32 => Code.Xor_r32_rm32,
        Code.Adc_rm64_r64 => Code.Adc_r64_rm64, Code.Adc_rm32_r32 => Code.Adc_r32_rm32,
        Code.Sbb_rm64_r64 => Code.Sbb_r64_rm64, Code.Sbb_rm32_r32 => Code.Sbb_r32_rm32,
        Code.Cmp_rm64_r64 => Code.Cmp_r64_rm64, Code.Cmp_rm32_r32 => Code.Cmp_r32_rm32,
        Code.Mov_r64_rm64 => Code.Mov_rm64_r64, Code.Add_r64_rm64 => Code.Add_rm64_r64, Code.Sub_r64_rm64 => Code.Sub_rm64_r64,
        Code.And_r64_rm64 => Code.And_rm64_r64, Code.Or_r64_rm64 => Code.Or_rm64_r64, Code.Xor_r64_rm64 => Code.Xor_rm64_r64,
        Code.Cmp_r64_rm64 => Code.Cmp_rm64_r64, Code.Cmp_r32_rm32 => Code.Cmp_rm32_r32,
        _ => Code.INVALID,
    };
}
