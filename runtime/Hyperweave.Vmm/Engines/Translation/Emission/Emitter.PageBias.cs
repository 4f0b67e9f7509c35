using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Accesses by page biases. The numbers of the pages of the first and of the last byte are added up: the sum is even within one
/// page, where the bias stands, and odd across a page's end, where zero stands always. RCX is lent for the sum, as JRCXZ is the
/// one test that leaves the flags alone; zero leads to C#, which fills the page or gives the instruction to the interpreter.
/// </summary>
internal sealed partial class Emitter
{
    /// <summary>T = the host address of an operand that does not lie on the stack.</summary>
    private HostOperand EmitPaged(in Instruction instruction)
    {
        int retry = _base + assembler.Length;
        EmitGuestAddress(instruction);
        int size = instruction.MemorySize.GetSize();
        Store(EngineLayout.Lent, Register.RCX);
        Page(U, T);
        if (size == 1) Lea(Register.RCX, U, U);
        else
        {
            Lea(Register.RCX, T, displacement: size - 1);
            Page(Register.RCX, Register.RCX);
            Lea(Register.RCX, Register.RCX, U);
        }
        assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, Register.RCX, HostAssembler.ContextTable(Register.RCX, EngineLayout.PageBiases)));
        EmitMiss(retry << 1 | (WritesMemory(instruction) ? 1 : 0));
        Lea(T, T, Register.RCX);
        Load(Register.RCX, EngineLayout.Lent);
        return new HostOperand(T, Register.None, 0);
    }

    /// <summary>Where RCX is zero: to C#, which is told what missed.</summary>
    private void EmitMiss(int access)
    {
        var (miss, hit) = (assembler.NewLabel(), assembler.NewLabel());
        assembler.JumpIfRcxZero(miss);
        assembler.Jump(hit);
        assembler.Bind(miss);
        StoreConstant(EngineLayout.MissedAccess, access);
        assembler.Emit(Instruction.Create(Code.Jmp_rm64, HostAssembler.Context(EngineLayout.PageMissStub)));
        assembler.Bind(hit);
    }

    private void Page(Register number, Register address) =>
        assembler.Emit(Instruction.Create(Code.VEX_Pext_r64_r64_rm64, number, address, HostAssembler.Context(EngineLayout.PageMask)));

    /// <summary>T = the guest address of the operand.</summary>
    private void EmitGuestAddress(in Instruction instruction)
    {
        var (first, index) = (instruction.MemoryBase, instruction.MemoryIndex);
        if (instruction.IsIPRelativeMemoryOperand || (first == Register.None && index == Register.None))
            assembler.Emit(Instruction.Create(Code.Mov_r64_imm64, T, BiasPlanner.ConstantAddress(instruction)));
        else if (index == Register.None || first == Register.None) Lea(T, Place(first), Place(index), instruction.MemoryIndexScale, (long)instruction.MemoryDisplacement64);
        else
        {
            EmitAddressSum(first, index, instruction.MemoryIndexScale, U);
            if (instruction.MemoryDisplacement64 != 0) Lea(T, T, displacement: (long)instruction.MemoryDisplacement64);
        }
        if (instruction.MemorySegment is not (Register.FS or Register.GS)) return;
        Load(U, instruction.MemorySegment == Register.FS ? SegmentBase.Fs : SegmentBase.Gs);
        Lea(T, T, U);

        Register Place(Register guest) => guest == Register.None ? Register.None : HostOf(guest, T);
    }

    private bool WritesMemory(in Instruction instruction)
    {
        ref readonly var information = ref _information.GetInfo(instruction);
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Memory && Writes(information.GetOpAccess(operand))) return true;
        }
        return false;
    }
}
