using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// BT, BTS, BTR and BTC of memory by a register: the register is a signed bit number that reaches beyond the operand (Intel SDM
/// 2A 3.1.1.9). The bias is that of the word which holds the bit, so that the instruction itself can be left to go there.
/// </summary>
internal sealed partial class Emitter
{
    private bool EmitBitTest(in Instruction instruction)
    {
        var number = instruction.Op1Register;
        bool isWide = number.IsGPR64();
        EmitBitBase(instruction);
        // U = the bit number / 32 or 64, rounded down; SARX changes no flag.
        assembler.Emit(Instruction.Create(Code.Mov_r32_imm32, Narrow(U), isWide ? 6 : 5));
        EmitWordNumber(number, isWide);
        Lea(U, T, U, isWide ? 8 : 4);
        EmitBias(U, U, speculate: false);
        var host = instruction;
        if (_plan.IsDisplaced(number))
        {
            Lea(T, T, U);
            Load(U, RegisterPlan.HomeOf(GuestRegisters.Number(number)));
            host.Op1Register = Resize(U, number);
            HostAssembler.SetMemory(ref host, T, Register.None, 1, 0);
        }
        else HostAssembler.SetMemory(ref host, T, U, 1, 0);
        return assembler.TryEmit(host);
    }

    /// <summary>T = the address that the bits are counted from.</summary>
    private void EmitBitBase(in Instruction instruction)
    {
        if (instruction.IsIPRelativeMemoryOperand || (instruction.MemoryBase == Register.None && instruction.MemoryIndex == Register.None))
        {
            assembler.Emit(Instruction.Create(Code.Mov_r64_imm64, T, BiasPlanner.ConstantAddress(instruction)));
            return;
        }
        EmitAddressSum(instruction.MemoryBase, instruction.MemoryIndex, instruction.MemoryIndexScale, U);
        if (instruction.MemoryDisplacement64 != 0) Lea(T, T, displacement: (long)instruction.MemoryDisplacement64);
    }

    private void EmitWordNumber(Register number, bool isWide)
    {
        var shift = Instruction.Create(isWide ? Code.VEX_Sarx_r64_rm64_r64 : Code.VEX_Sarx_r32_rm32_r32, isWide ? U : Narrow(U), number, isWide ? U : Narrow(U));
        if (_plan.IsDisplaced(number))
        {
            shift.Op1Kind = OpKind.Memory;
            HostAssembler.SetMemory(ref shift, Register.None, Register.None, 1, RegisterPlan.HomeOf(GuestRegisters.Number(number)));
            shift.SegmentPrefix = Register.GS;
        }
        assembler.Emit(shift);
        if (!isWide) assembler.Emit(Instruction.Create(Code.Movsxd_r64_rm32, U, Narrow(U)));
    }
}
