using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>PUSH, POP and their kin; CLI, STI, PUSHF, POPF.</summary>
internal sealed unsafe partial class Interpreter
{
    private bool StackForm(in Instruction instruction)
    {
        int size = Math.Abs(instruction.StackPointerIncrement);
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Push: return ReadOperand(instruction, 0, out ulong value) && Push(value, size);
            case Mnemonic.Pop: return PopTo(instruction, size);
            case Mnemonic.Leave: return Leave(instruction.Code == Code.Leavew ? 2 : Bits / 8);
            case Mnemonic.Enter: return Enter(instruction, instruction.Code switch { Code.Enterq_imm16_imm8 => 8, Code.Enterd_imm16_imm8 => 4, _ => 2 });
            case Mnemonic.Pusha or Mnemonic.Pushad: return PushAll(size / 8);
            case Mnemonic.Popa or Mnemonic.Popad: return PopAll(size / 8);
            default: return Unsupported($"instruction {instruction} at 0x{instruction.IP:X}");
        }
    }

    private int StackSize => Bits == 64 ? 8 : (_cpu->Ss.Attributes & ProcessorMode.DefaultBig) != 0 ? 4 : 2;

    private Register StackRegister => StackSize switch { 8 => Register.RSP, 4 => Register.ESP, _ => Register.SP };

    private void MoveStack(long bytes) =>
        GuestRegisters.Write(_cpu, StackRegister, GuestRegisters.Read(_cpu, StackRegister) + (ulong)bytes);

    private bool Push(ulong value, int size)
    {
        ulong at = GuestRegisters.Truncate(GuestRegisters.Read(_cpu, StackRegister) - (uint)size, StackSize);
        if (!Write(Linear(Register.SS, at), &value, size)) return false;
        MoveStack(-size);
        return true;
    }

    private bool Pop(int size, out ulong value)
    {
        ulong read = 0;
        bool done = Read(Linear(Register.SS, GuestRegisters.Read(_cpu, StackRegister)), &read, size);
        if (done) MoveStack(size);
        value = read;
        return done;
    }

    /// <summary>POP to memory computes its address with the stack pointer already moved (Intel SDM 2B POP).</summary>
    private bool PopTo(in Instruction instruction, int size)
    {
        ulong stack = _cpu->Rsp;
        if (!Pop(size, out ulong value)) return false;
        if (WriteOperand(instruction, 0, value)) return true;
        _cpu->Rsp = stack;
        return false;
    }

    private bool Leave(int size)
    {
        ulong stack = _cpu->Rsp;
        GuestRegisters.Write(_cpu, StackRegister, _cpu->Rbp);
        if (Pop(size, out ulong frame))
        {
            GuestRegisters.Write(_cpu, FrameRegister(size), frame);
            return true;
        }
        _cpu->Rsp = stack;
        return false;
    }

    private static Register FrameRegister(int size) => size switch { 8 => Register.RBP, 4 => Register.EBP, _ => Register.BP };

    /// <summary>The new top of the stack must be writable too (Intel SDM 2A ENTER).</summary>
    private bool Enter(in Instruction instruction, int size)
    {
        ulong stack = _cpu->Rsp;
        if (!Push(_cpu->Rbp, size)) return false;
        ulong frame = _cpu->Rsp;
        bool done = PushFrames(instruction.Immediate8_2nd & 31, frame, size);
        MoveStack(-instruction.Immediate16);
        if (done && CheckWrite(Linear(Register.SS, GuestRegisters.Read(_cpu, StackRegister)), size))
        {
            GuestRegisters.Write(_cpu, FrameRegister(size), frame);
            return true;
        }
        _cpu->Rsp = stack;
        return false;
    }

    /// <summary>The pointers to the frames of the procedures around this one, then the pointer to its own.</summary>
    private bool PushFrames(int level, ulong frame, int size)
    {
        for (int outer = 1; outer < level; outer++)
        {
            ulong at = GuestRegisters.Truncate(_cpu->Rbp - (ulong)(outer * size), StackSize), value = 0;
            if (!Read(Linear(Register.SS, at), &value, size) || !Push(value, size)) return false;
        }
        return level == 0 || Push(frame, size);
    }

    private bool PushAll(int size)
    {
        ulong stack = _cpu->Rsp;
        for (int register = 0; register < 8; register++)
        {
            ulong value = register == 4 ? stack : _cpu->Gpr[register];
            if (Push(value, size)) continue;
            _cpu->Rsp = stack;
            return false;
        }
        return true;
    }

    private bool PopAll(int size)
    {
        ulong stack = _cpu->Rsp;
        var values = stackalloc ulong[8];
        for (int register = 7; register >= 0; register--)
        {
            if (Pop(size, out values[register])) continue;
            _cpu->Rsp = stack;
            return false;
        }
        var first = size == 4 ? Register.EAX : Register.AX;
        for (int register = 0; register < 8; register++)
        {
            if (register != 4) GuestRegisters.Write(_cpu, first + register, values[register]);
        }
        return true;
    }

    private bool FlagForm(in Instruction instruction)
    {
        ulong level = (_cpu->Rflags & Rflags.IOPL) >> 12;
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Cli or Mnemonic.Sti:
                if (_cpu->Cpl > level) return Raise(ExceptionVector.GP, 0);
                ulong enabled = instruction.Mnemonic == Mnemonic.Sti ? 1UL : 0;
                // The shadow begins only where IF was clear (Intel SDM 2B STI).
                if (enabled > _cpu->InterruptFlag) _cpu->InterruptShadow = InterruptShadow.Sti;
                _cpu->InterruptFlag = enabled;
                return true;
            case Mnemonic.Pushf or Mnemonic.Pushfd or Mnemonic.Pushfq:
                return Push(_cpu->FullRflags & ~(Rflags.RF | Rflags.VM), -instruction.StackPointerIncrement);
            default:
                return Pop(instruction.StackPointerIncrement, out ulong value) && SetFlags(value, instruction.StackPointerIncrement, level);
        }
    }

    /// <summary>What POPF may change at this privilege (Intel SDM 2B POPF, table 4-15).</summary>
    private bool SetFlags(ulong value, int size, ulong level)
    {
        ulong writable = Rflags.Writable & ~Rflags.RF;
        if (_cpu->Cpl != 0) writable &= ~Rflags.IOPL;
        if (_cpu->Cpl > level) writable &= ~Rflags.IF;
        if (size == 2) writable &= 0xFFFF;
        _cpu->FullRflags = _cpu->FullRflags & ~writable | value & writable;
        return true;
    }
}
