using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>MOV from segment and control registers: words of the virtual processor's state.</summary>
internal sealed partial class Emitter
{
    /// <summary>At every level. A register of 32 or 64 bits is zero-extended, memory takes 16 (Intel SDM 2B, MOV).</summary>
    private bool EmitReadSegment(in Instruction instruction, in Lowering lowering)
    {
        var selector = HostAssembler.Context(SegmentBase.SelectorOf(instruction.Op1Register));
        if (instruction.Op0Kind == OpKind.Register) return EmitReadSelector(instruction.Op0Register, selector);
        var operand = EmitAddress(instruction, lowering);
        var scratch = lowering.Collapse ? _plan.Biases[lowering.Cache] : T;
        assembler.Emit(Instruction.Create(Code.Movzx_r32_rm16, Narrow(scratch), selector));
        assembler.Emit(Instruction.Create(Code.Mov_rm16_r16, operand.Memory, scratch - Register.RAX + Register.AX));
        return true;
    }

    private bool EmitReadSelector(Register target, MemoryOperand selector)
    {
        if (target.GetFullRegister() == Register.RSP) return false;
        bool displaced = _plan.IsDisplaced(target), isHalf = target.GetSize() == 2;
        int home = RegisterPlan.HomeOf(GuestRegisters.Number(target));
        var host = displaced ? T : target.GetFullRegister();
        if (displaced && isHalf) Load(T, home);
        assembler.Emit(isHalf ? Instruction.Create(Code.Mov_r16_rm16, Resize(host, target), selector) : Instruction.Create(Code.Movzx_r32_rm16, Narrow(host), selector));
        if (displaced) Store(home, T);
        return true;
    }

    /// <summary>CR0, CR2, CR3, CR4; CR8 is the local APIC's.</summary>
    private bool EmitReadControl(in Instruction instruction) => instruction.Op1Register switch
    {
        Register.CR0 => EmitRead(instruction.Op0Register, Cr0),
        Register.CR2 => EmitRead(instruction.Op0Register, Cr2),
        Register.CR3 => EmitRead(instruction.Op0Register, Cr3),
        Register.CR4 => EmitRead(instruction.Op0Register, Cr4),
        _ => false,
    };
}
