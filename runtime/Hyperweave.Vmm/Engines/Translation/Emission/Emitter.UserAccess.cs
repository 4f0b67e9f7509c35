using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// STAC and CLAC of a kernel in the upper half: EFLAGS.AC, and the windows that it opens or closes (see <see cref="UserWindows"/>).
/// A kernel sets AC around each copy from or to user memory, and clears it at each entry, where it mostly is clear.
/// </summary>
internal sealed partial class Emitter
{
    private const int SignBit = 63;
    /// <summary>Of RFLAGS.</summary>
    private const int AccessByte = 2;

    /// <summary>False where the machine performs it: in the lower half, whose own windows change too.</summary>
    private bool EmitAccessFlag(in Instruction instruction)
    {
        if (_region.Code.IsUser || instruction.IP >> SignBit == 0) return false;
        bool sets = instruction.Mnemonic == Mnemonic.Stac;
        var (plain, slow, done, change) = (assembler.NewLabel(), assembler.NewLabel(), assembler.NewLabel(), assembler.NewLabel());
        Store(EngineLayout.Lent, Register.RCX);
        Load(Register.RCX, EngineLayout.OtherFlags);
        assembler.JumpIfRcxZero(plain);
        if (!sets)
        {
            Lea(Register.RCX, Register.RCX, displacement: -(long)Rflags.AC);
            assembler.JumpIfRcxZero(change);
        }
        assembler.Bind(slow);
        Load(Register.RCX, EngineLayout.Lent);
        Leave(SiteKind.Interpret, instruction);
        assembler.Bind(plain);
        if (!sets) assembler.Jump(done);
        assembler.Bind(change);
        // A stack in the lower half is reached by the bias of a window that may be exchanged.
        HostOf(Register.RSP, T);
        assembler.Emit(Instruction.Create(Code.Mov_r32_imm32, Register.ECX, SignBit));
        assembler.Emit(Instruction.Create(Code.VEX_Sarx_r64_rm64_r64, Register.RCX, T, Register.RCX));
        assembler.JumpIfRcxZero(slow);
        EmitAccess(sets);
        assembler.Bind(done);
        Load(Register.RCX, EngineLayout.Lent);
        return true;
    }

    /// <summary>The flags beside AC are those of the host, or clear.</summary>
    private void EmitAccess(bool open)
    {
        ulong flag = open ? Rflags.AC : 0;
        StoreConstant(ContextLayout.Rflags, (int)(flag | Rflags.Fixed));
        StoreConstant(EngineLayout.OtherFlags, (int)flag);
        // The byte that holds AC alone: an alarm may set the lowest bit between any two instructions (SignalHandlers).
        assembler.Emit(Instruction.Create(Code.Mov_rm8_imm8, HostAssembler.Context(EngineLayout.SlowFlags + AccessByte), (int)(flag >> AccessByte * 8)));
        for (int index = 0; index < UserWindows.Count; index++)
        {
            Load(T, EngineLayout.UserSlot(index));
            Load(U, open ? EngineLayout.OpenBias(index) : EngineLayout.ClosedBias(index));
            assembler.Emit(Instruction.Create(Code.Mov_rm64_r64, HostAssembler.ContextTable(T, EngineLayout.BiasTable), U));
        }
        StoreConstant(EngineLayout.UserPagesOpen, open ? 1 : 0);
    }
}
