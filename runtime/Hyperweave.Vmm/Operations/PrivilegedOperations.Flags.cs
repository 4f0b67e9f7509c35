using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>CLI, STI, HLT, PUSHF, POPF.</summary>
public sealed unsafe partial class PrivilegedOperations
{
    public void Cli(in Instruction instruction)
    {
        RequireIoPrivilege();
        _cpu->InterruptFlag = 0;
        Finish(instruction);
    }

    /// <summary>Interrupts stay out for one more instruction when IF was clear (Intel SDM 2B, STI).</summary>
    public void Sti(in Instruction instruction)
    {
        RequireIoPrivilege();
        if (_cpu->InterruptFlag == 0) _cpu->InterruptShadow = InterruptShadow.Sti;
        _cpu->InterruptFlag = 1;
        Finish(instruction);
    }

    public void Hlt(in Instruction instruction)
    {
        RequireKernel();
        Finish(instruction);
        _services.Halt();
    }

    /// <summary>VM and RF are pushed clear.</summary>
    public void Pushf(in Instruction instruction)
    {
        _stack.Push(_cpu->FullRflags & ~(Rflags.VM | Rflags.RF), FlagsSize(instruction));
        Finish(instruction);
    }

    public void Popf(in Instruction instruction)
    {
        int size = FlagsSize(instruction);
        Span<ulong> flags = stackalloc ulong[1];
        _stack.Peek(flags, size);
        ulong writable = FlagsWritable(size);
        _cpu->FullRflags = flags[0] & writable | _cpu->FullRflags & ~writable & ~Rflags.RF;
        _stack.Drop(size);
        Finish(instruction);
    }

    public void Stac(in Instruction instruction) => SetAccessFlag(instruction, Rflags.AC);

    public void Clac(in Instruction instruction) => SetAccessFlag(instruction, 0);

    /// <summary>Whether or not SMAP is on; user mode may not (Intel SDM 2A CLAC).</summary>
    private void SetAccessFlag(in Instruction instruction, ulong value)
    {
        if (_cpu->Cpl != 0) throw GuestFaultException.InvalidOpcode();
        _cpu->Rflags = _cpu->Rflags & ~Rflags.AC | value;
        Finish(instruction);
    }

    /// <summary>What POPF and IRET may set at this CPL: IOPL only at 0, IF only up to IOPL, silently.</summary>
    private ulong FlagsWritable(int size)
    {
        ulong writable = Rflags.Writable & ~Rflags.RF;
        if (_cpu->Cpl != 0) writable &= ~Rflags.IOPL;
        if ((int)_cpu->Cpl > IoPrivilege) writable &= ~Rflags.IF;
        return size == 2 ? writable & 0xFFFF : writable;
    }

    private static int FlagsSize(in Instruction instruction) => instruction.Mnemonic switch
    {
        Mnemonic.Pushfq or Mnemonic.Popfq => 8,
        Mnemonic.Pushfd or Mnemonic.Popfd => 4,
        _ => 2,
    };

    private void RequireIoPrivilege()
    {
        if ((int)_cpu->Cpl > IoPrivilege) throw GuestFaultException.GeneralProtection();
    }
}
