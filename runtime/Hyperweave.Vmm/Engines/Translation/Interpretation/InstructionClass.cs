using Hyperweave.Vmm.Operations;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>What an engine has to do with an instruction.</summary>
internal enum InstructionClass
{
    /// <summary>Computes on registers and memory: the processor itself executes it.</summary>
    Ordinary,
    /// <summary>Near jumps, calls, returns, loops.</summary>
    Control,
    /// <summary>PUSH, POP, PUSHA, POPA, ENTER, LEAVE, of anything but segment registers.</summary>
    Stack,
    /// <summary>CLI, STI, PUSHF, POPF: read or write RFLAGS.IF.</summary>
    InterruptFlag,
    /// <summary>MOVS, STOS, LODS, SCAS, CMPS, with or without a repeat prefix.</summary>
    String,
    /// <summary>IN and OUT, not the string forms.</summary>
    Port,
    Halt,
    /// <summary>INT n, INT3, INT1, INTO: always an exit.</summary>
    SoftwareInterrupt,
    /// <summary>Privileged or sensitive: the machine gives it its meaning.</summary>
    Operation,
    /// <summary>UD0, UD1, UD2; and what <see cref="OfferedInstructions"/> has made UD2.</summary>
    Undefined,
    /// <summary>Known to us, and not done.</summary>
    Unsupported,
}

/// <summary>Sorts instructions into classes, for the interpreter and the translator alike.</summary>
internal static class InstructionClasses
{
    internal static InstructionClass Of(in Instruction instruction)
    {
        var kind = instruction.FlowControl switch
        {
            FlowControl.Next => InstructionClass.Ordinary,
            FlowControl.Interrupt => InstructionClass.SoftwareInterrupt,
            FlowControl.Exception => InstructionClass.Undefined,
            FlowControl.XbeginXabortXend => InstructionClass.Unsupported,
            _ => Transfer(instruction),
        };
        if (kind == InstructionClass.Ordinary) kind = ByMnemonic(instruction);
        if (kind is not (InstructionClass.Ordinary or InstructionClass.Control or InstructionClass.Unsupported)) return kind;
        // Some of these run without privilege where the host has the feature (VMFUNC, ENCLU): the guest must not find it.
        return OperationTable.IsOffered(instruction.Mnemonic) ? kind : InstructionClass.Operation;
    }

    /// <summary>Operations that translated code performs by itself, where it may: see Emitter.Operations.</summary>
    internal static bool IsInline(in Instruction instruction) => instruction.Mnemonic is Mnemonic.Swapgs or Mnemonic.Rdtsc or Mnemonic.Rdtscp
        or Mnemonic.Rdfsbase or Mnemonic.Rdgsbase or Mnemonic.Wrfsbase or Mnemonic.Wrgsbase or Mnemonic.Rdpid
        or Mnemonic.Stac or Mnemonic.Clac
        || (instruction.Mnemonic == Mnemonic.Mov && (instruction.Op1Register.IsSegmentRegister() || instruction.Op1Register is Register.CR0 or Register.CR2 or Register.CR3 or Register.CR4));

    /// <summary>Calls, jumps and returns: the near ones are ours, the far ones load segments and are the machine's.</summary>
    private static InstructionClass Transfer(in Instruction instruction)
    {
        bool far = instruction.IsCallFar || instruction.IsJmpFar || instruction.IsCallFarIndirect || instruction.IsJmpFarIndirect
            || instruction.Mnemonic is Mnemonic.Retf or Mnemonic.Iret or Mnemonic.Iretd or Mnemonic.Iretq
            or Mnemonic.Syscall or Mnemonic.Sysret or Mnemonic.Sysretq or Mnemonic.Sysenter or Mnemonic.Sysexit
            or Mnemonic.Sysexitq or Mnemonic.Uiret or Mnemonic.Rsm or Mnemonic.Vmcall or Mnemonic.Vmmcall or Mnemonic.Vmlaunch
            or Mnemonic.Vmresume or Mnemonic.Vmrun or Mnemonic.Skinit;
        return far ? InstructionClass.Operation : InstructionClass.Control;
    }

    private static InstructionClass ByMnemonic(in Instruction instruction)
    {
        if (TouchesSystemRegister(instruction)) return InstructionClass.Operation;
        if (instruction.IsStringInstruction) return StringForm(instruction.Mnemonic);
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Cli or Mnemonic.Sti or Mnemonic.Pushf or Mnemonic.Pushfd or Mnemonic.Pushfq
                or Mnemonic.Popf or Mnemonic.Popfd or Mnemonic.Popfq:
                return InstructionClass.InterruptFlag;
            case Mnemonic.Push or Mnemonic.Pop or Mnemonic.Pusha or Mnemonic.Pushad or Mnemonic.Popa or Mnemonic.Popad
                or Mnemonic.Enter or Mnemonic.Leave:
                return InstructionClass.Stack;
            case Mnemonic.In or Mnemonic.Out: return InstructionClass.Port;
            case Mnemonic.Hlt: return InstructionClass.Halt;
            case Mnemonic.Ud0 or Mnemonic.Ud1 or Mnemonic.Ud2: return InstructionClass.Undefined;
        }
        if (SaveArea.IsSupervisor(instruction.Mnemonic)) return InstructionClass.Ordinary;
        if (instruction.IsPrivileged || IsSensitive(instruction.Mnemonic)) return InstructionClass.Operation;
        return IsUnsupported(instruction) ? InstructionClass.Unsupported : InstructionClass.Ordinary;
    }

    private static InstructionClass StringForm(Mnemonic mnemonic) => mnemonic is Mnemonic.Insb or Mnemonic.Insw or Mnemonic.Insd
        or Mnemonic.Outsb or Mnemonic.Outsw or Mnemonic.Outsd ? InstructionClass.Operation : InstructionClass.String;

    private static bool TouchesSystemRegister(in Instruction instruction)
    {
        for (int operand = 0; operand < Math.Min(2, instruction.OpCount); operand++)
        {
            if (instruction.GetOpKind(operand) != OpKind.Register) continue;
            var register = instruction.GetOpRegister(operand);
            if (register.IsSegmentRegister() || register.IsCR() || register.IsDR() || register.IsTR()) return true;
        }
        return false;
    }

    /// <summary>Not marked privileged by the decoder, yet with a meaning that depends on what the machine plays.</summary>
    private static bool IsSensitive(Mnemonic mnemonic) => mnemonic is Mnemonic.Sgdt or Mnemonic.Sidt or Mnemonic.Sldt or Mnemonic.Str
        or Mnemonic.Smsw or Mnemonic.Lar or Mnemonic.Lsl or Mnemonic.Verr or Mnemonic.Verw or Mnemonic.Cpuid or Mnemonic.Rdtsc
        or Mnemonic.Rdtscp or Mnemonic.Rdpmc or Mnemonic.Rdpid or Mnemonic.Xgetbv or Mnemonic.Swapgs or Mnemonic.Rdfsbase
        or Mnemonic.Rdgsbase or Mnemonic.Wrfsbase or Mnemonic.Wrgsbase or Mnemonic.Lds or Mnemonic.Les or Mnemonic.Lfs
        or Mnemonic.Lgs or Mnemonic.Lss or Mnemonic.Monitor or Mnemonic.Mwait or Mnemonic.Umonitor or Mnemonic.Umwait
        or Mnemonic.Tpause or Mnemonic.Stac or Mnemonic.Clac;

    /// <summary>
    /// Executed as they stand, these would use an address or a state of the host: memory at a register, protection keys,
    /// shadow stacks, user interrupts, enclaves. <see cref="HiddenMemory"/> is the second look at the first kind.
    /// </summary>
    private static bool ReachesBeyondOperands(Mnemonic mnemonic) => mnemonic is Mnemonic.Movdir64b or Mnemonic.Enqcmd or Mnemonic.Enqcmds
        or Mnemonic.Clzero or Mnemonic.Monitorx or Mnemonic.Mwaitx or Mnemonic.Rdpkru or Mnemonic.Wrpkru or Mnemonic.Rdpru
        or Mnemonic.Wrssd or Mnemonic.Wrssq or Mnemonic.Wrussd or Mnemonic.Wrussq or Mnemonic.Incsspd or Mnemonic.Incsspq
        or Mnemonic.Rdsspd or Mnemonic.Rdsspq or Mnemonic.Rstorssp or Mnemonic.Saveprevssp or Mnemonic.Setssbsy or Mnemonic.Clrssbsy
        or Mnemonic.Senduipi or Mnemonic.Clui or Mnemonic.Stui or Mnemonic.Testui or Mnemonic.Enclu or Mnemonic.Encls or Mnemonic.Enclv
        or Mnemonic.Ptwrite;

    /// <summary>True where the instruction reaches memory that is not its memory operand: it must never be executed as it stands.</summary>
    internal static bool HiddenMemory(in Instruction instruction, in InstructionInfo information)
    {
        foreach (var memory in information.GetUsedMemory())
        {
            bool isOperand = instruction.Op0Kind == OpKind.Memory || instruction.Op1Kind == OpKind.Memory || instruction.Op2Kind == OpKind.Memory;
            var wanted = instruction.IsIPRelativeMemoryOperand ? Register.None : instruction.MemoryBase;
            if (!isOperand || memory.Base != wanted || memory.Index != instruction.MemoryIndex) return true;
        }
        return false;
    }

    private static bool IsUnsupported(in Instruction instruction) => instruction.Encoding switch
    {
        EncodingKind.Legacy => ReachesBeyondOperands(instruction.Mnemonic),
        EncodingKind.VEX => false,
        _ => true,
    };
}
