using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Near control transfers.</summary>
internal sealed unsafe partial class Interpreter
{
    private bool Transfer(in Instruction instruction)
    {
        if (instruction.IsJccShortOrNear) return TakeIf(Conditions.Holds(instruction.ConditionCode, _cpu->Rflags), instruction);
        switch (instruction.FlowControl)
        {
            case FlowControl.UnconditionalBranch: return Go(instruction.NearBranchTarget);
            case FlowControl.IndirectBranch: return ReadOperand(instruction, 0, out ulong target) && Go(target);
            case FlowControl.Call: return Call(instruction, instruction.NearBranchTarget);
            case FlowControl.IndirectCall: return ReadOperand(instruction, 0, out target) && Call(instruction, target);
            case FlowControl.Return: return Return(instruction);
            case FlowControl.ConditionalBranch: return LoopForm(instruction);
            default: return Unsupported($"instruction {instruction} at 0x{instruction.IP:X}");
        }
    }

    /// <summary>A target that is not canonical, or beyond the limit of CS, is the branch's own fault (Intel SDM 2A, JMP, CALL).</summary>
    private bool IsTarget(ulong target) =>
        (Bits == 64 ? ProcessorMode.IsCanonical(target) : target <= _cpu->Cs.Limit) || Raise(ExceptionVector.GP, 0);

    private bool Go(ulong target)
    {
        _next = target;
        return IsTarget(target);
    }

    private bool Call(in Instruction instruction, ulong target) =>
        IsTarget(target) && Push(_next, -instruction.StackPointerIncrement) && Go(target);

    private bool TakeIf(bool condition, in Instruction instruction) => !condition || Go(instruction.NearBranchTarget);

    private bool Return(in Instruction instruction)
    {
        ulong stack = _cpu->Rsp;
        if (!Pop(ReturnSize(instruction), out ulong target)) return false;
        if (!IsTarget(target))
        {
            _cpu->Rsp = stack;
            return false;
        }
        if (instruction.OpCount == 1) MoveStack(instruction.Immediate16);
        return Go(target);
    }

    private static int ReturnSize(in Instruction instruction) =>
        instruction.StackPointerIncrement - (instruction.OpCount == 1 ? instruction.Immediate16 : 0);

    private static Register LoopCounter(Code code) => code switch
    {
        Code.Loop_rel8_64_RCX or Code.Loope_rel8_64_RCX or Code.Loopne_rel8_64_RCX or Code.Jrcxz_rel8_64 => Register.RCX,
        Code.Loop_rel8_16_CX or Code.Loope_rel8_16_CX or Code.Loopne_rel8_16_CX or Code.Jcxz_rel8_16
            or Code.Loop_rel8_32_CX or Code.Loope_rel8_32_CX or Code.Loopne_rel8_32_CX or Code.Jcxz_rel8_32 => Register.CX,
        _ => Register.ECX,
    };

    /// <summary>LOOP, LOOPE, LOOPNE, JCXZ and their wider forms.</summary>
    private bool LoopForm(in Instruction instruction)
    {
        var counter = LoopCounter(instruction.Code);
        ulong count = GuestRegisters.Read(_cpu, counter);
        if (instruction.IsJcxShort) return TakeIf(count == 0, instruction);
        count = GuestRegisters.Truncate(count - 1, counter.GetSize());
        bool zero = (_cpu->Rflags & Rflags.ZF) != 0;
        if (!TakeIf(count != 0 && (instruction.Mnemonic == Mnemonic.Loop || zero == (instruction.Mnemonic == Mnemonic.Loope)), instruction)) return false;
        GuestRegisters.Write(_cpu, counter, count);
        return true;
    }
}

/// <summary>Condition codes on RFLAGS (Intel SDM 1 appendix B).</summary>
internal static class Conditions
{
    internal static bool Holds(ConditionCode condition, ulong flags)
    {
        bool c = (flags & Rflags.CF) != 0, z = (flags & Rflags.ZF) != 0, s = (flags & Rflags.SF) != 0;
        bool o = (flags & Rflags.OF) != 0, p = (flags & Rflags.PF) != 0;
        return condition switch
        {
            ConditionCode.o => o, ConditionCode.no => !o, ConditionCode.b => c, ConditionCode.ae => !c,
            ConditionCode.e => z, ConditionCode.ne => !z, ConditionCode.be => c || z, ConditionCode.a => !c && !z,
            ConditionCode.s => s, ConditionCode.ns => !s, ConditionCode.p => p, ConditionCode.np => !p,
            ConditionCode.l => s != o, ConditionCode.ge => s == o, ConditionCode.le => z || s != o, _ => !z && s == o,
        };
    }
}
