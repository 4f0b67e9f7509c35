using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// 32-bit code in flat segments. The guest's eight registers are the host's, with zeros above bit 31, RSP among them; R15 holds the
/// host address of guest address 0, whose window holds all 4 GiB; R12 and R13 are scratch. An address that leaves the 4 GiB falls
/// where nothing is mapped: the interpreter lets it wrap.
/// </summary>
internal sealed partial class Emitter
{
    private const Register Origin = Register.R15;

    /// <summary>Where the operand's address is a register and a displacement, one below this is an address of its own: a table's in a kernel's half.</summary>
    private const int MostNegative = -(256 << 20);

    private bool EmitNarrow(in Instruction instruction)
    {
        switch (InstructionClasses.Of(instruction))
        {
            case InstructionClass.Stack: return EmitNarrowStack(instruction);
            case InstructionClass.String: return EmitNarrowString(instruction);
            case InstructionClass.InterruptFlag: return EmitNarrowFlags(instruction);
            case InstructionClass.Operation: return instruction.Mnemonic is Mnemonic.Rdtsc or Mnemonic.Rdtscp && EmitOperation(instruction, default);
        }
        if (instruction.Mnemonic is Mnemonic.Nop or Mnemonic.Endbr32 or Mnemonic.Pause) return true;
        if (instruction.Mnemonic == Mnemonic.Lea) return EmitNarrowLea(instruction);
        return EmitNarrowOrdinary(instruction);
    }

    private bool EmitNarrowOrdinary(in Instruction instruction)
    {
        if (instruction.Mnemonic == Mnemonic.Xlatb || SaveArea.IsAccessed(instruction.Mnemonic) || SaveArea.IsImage(instruction.Mnemonic) || InstructionClasses.HiddenMemory(instruction, _information.GetInfo(instruction))) return false;
        var host = NativeStep.In64BitForm(instruction);
        if (!HasMemory(instruction)) return assembler.TryEmit(host);
        if (!IsReachable(instruction)) return false;
        if (NamesHighByte(instruction)) return EmitHighByte(host);
        SetPlace(ref host, EmitNarrowAddress(instruction));
        return assembler.TryEmit(host);
    }

    private static bool HasMemory(in Instruction instruction) => instruction.Op0Kind == OpKind.Memory || instruction.Op1Kind == OpKind.Memory || instruction.Op2Kind == OpKind.Memory;

    private static void SetPlace(ref Instruction host, in HostOperand place) => HostAssembler.SetMemory(ref host, place.Base, place.Index, place.Scale, place.Displacement);

    /// <summary>A 32-bit address, in a segment that code of this mode may take to be flat but for its base.</summary>
    private bool IsReachable(in Instruction instruction)
    {
        bool isWide = (instruction.MemoryBase == Register.None || instruction.MemoryBase.IsGPR32())
            && (instruction.MemoryIndex == Register.None || instruction.MemoryIndex.IsGPR32()) && instruction.MemoryDisplSize != 2;
        return isWide && instruction.MemorySegment switch
        {
            Register.CS => false,
            Register.FS => (_region.Code.FloatingMode & NarrowCode.ReachesFs) != 0,
            Register.GS => (_region.Code.FloatingMode & NarrowCode.ReachesGs) != 0,
            _ => true,
        };
    }

    /// <summary>Emits what forms the address; uses T, and U for FS and GS.</summary>
    private HostOperand EmitNarrowAddress(in Instruction instruction)
    {
        Register first = Full(instruction.MemoryBase), index = Full(instruction.MemoryIndex);
        int scale = instruction.MemoryIndexScale, displacement = (int)instruction.MemoryDisplacement32;
        bool isSegment = instruction.MemorySegment is Register.FS or Register.GS;
        bool isConstant = first == Register.None && index == Register.None;
        if (!isSegment && isConstant && displacement >= 0) return new HostOperand(Origin, Register.None, displacement);
        if (!isSegment && !isConstant && displacement >= MostNegative)
        {
            if (index == Register.None) return first == Register.RSP ? new HostOperand(first, Origin, displacement) : new HostOperand(Origin, first, displacement);
            if (first == Register.None) return new HostOperand(Origin, index, displacement, scale);
        }
        if (isConstant) assembler.Emit(Instruction.Create(Code.Mov_r32_imm32, Narrow(T), displacement));
        else NarrowLea(Narrow(T), first, index, scale, displacement);
        if (isSegment)
        {
            Load(U, instruction.MemorySegment == Register.FS ? SegmentBase.Fs : SegmentBase.Gs);
            NarrowLea(Narrow(T), T, U);
        }
        return new HostOperand(Origin, T, 0);
    }

    private bool EmitNarrowLea(in Instruction instruction)
    {
        if (instruction.MemoryBase.IsGPR16() || instruction.MemoryIndex.IsGPR16() || instruction.MemoryDisplSize == 2) return false;
        var host = instruction;
        Register first = Full(instruction.MemoryBase), index = Full(instruction.MemoryIndex);
        HostAssembler.SetMemory(ref host, first, index, instruction.MemoryIndexScale, (int)instruction.MemoryDisplacement32);
        return assembler.TryEmit(host);
    }

    /// <summary>JECXZ and LOOP: ECX counts, and RCX has zeros above it.</summary>
    private bool EmitNarrowLoop(BasicBlock block, in Instruction instruction, BasicBlock? following)
    {
        bool loops = instruction.Code == Code.Loop_rel8_32_ECX;
        if (!loops && instruction.Code != Code.Jecxz_rel8_32) return false;
        if (_polling.Contains(block.Start)) Poll();
        HostLabel zero = assembler.NewLabel(), done = assembler.NewLabel();
        var taken = EdgeTo(instruction.NearBranchTarget, block.Outgoing);
        if (loops) NarrowLea(Register.ECX, Register.RCX, displacement: -1);
        assembler.JumpIfRcxZero(zero);
        assembler.Jump(loops ? taken : done);
        assembler.Bind(zero);
        if (!loops) assembler.Jump(taken);
        assembler.Bind(done);
        EmitFallthrough(block.Fallthrough!.Value, block.Outgoing, following);
        return true;
    }

    private static bool NamesHighByte(in Instruction instruction) =>
        (instruction.Op0Kind == OpKind.Register && GuestRegisters.IsHighByte(instruction.Op0Register))
        || (instruction.Op1Kind == OpKind.Register && GuestRegisters.IsHighByte(instruction.Op1Register));

    /// <summary>
    /// AH, CH, DH and BH cannot stand beside R15 in one instruction. As a source the byte is copied; as a target its register is turned
    /// so that it is the lowest, once the operand has been read. RORX changes no flag.
    /// </summary>
    private bool EmitHighByte(Instruction host)
    {
        if (host.OpCount != 2 || host.Mnemonic is Mnemonic.Xchg or Mnemonic.Xadd or Mnemonic.Cmpxchg) return false;
        bool isSource = host.Op0Kind == OpKind.Memory;
        var place = EmitNarrowAddress(host);
        var full = (isSource ? host.Op1Register : host.Op0Register).GetFullRegister();
        if (isSource)
        {
            assembler.Emit(Instruction.Create(Code.VEX_Rorx_r64_rm64_imm8, U, full, 8));
            host.Op1Register = ByteOf(U);
            SetPlace(ref host, place);
            return assembler.TryEmit(host);
        }
        assembler.Emit(Instruction.Create(Code.Movzx_r32_rm8, Narrow(U), place.Memory));
        assembler.Emit(Instruction.Create(Code.VEX_Rorx_r64_rm64_imm8, full, full, 8));
        host.Op0Register = ByteOf(full);
        host.Op1Kind = OpKind.Register;
        host.Op1Register = ByteOf(U);
        bool done = assembler.TryEmit(host);
        assembler.Emit(Instruction.Create(Code.VEX_Rorx_r64_rm64_imm8, full, full, 56));
        return done;
    }

    private static Register ByteOf(Register full) => Resize(full, Register.AL);

    private static Register Full(Register register) => register == Register.None ? register : register.GetFullRegister();

    /// <summary>A sum of 32 bits, zeros above.</summary>
    private void NarrowLea(Register to, Register from, Register index = Register.None, int scale = 1, long displacement = 0) =>
        assembler.Emit(Instruction.Create(Code.Lea_r32_m, to, HostAssembler.At(from, index, scale, displacement)));
}
