using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>SYSCALL and SYSRET between 64-bit levels (Intel SDM 2B).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    private const ulong SysretFlags = 0x3C_7FD7;

    // What the instructions load into the hidden parts, whatever the GDT says.
    private const uint FlatCode64 = 0xA0_9B00, FlatData = 0xC0_9300, UserLevel = 3 << 13;

    public void SystemCall(in Instruction instruction)
    {
        if (!Is64Bit || (_cpu->Efer & Efer.SCE) == 0) throw GuestFaultException.InvalidOpcode();
        _cpu->Rcx = instruction.NextIP;
        _cpu->R11 = _cpu->FullRflags & ~Rflags.RF;
        _cpu->FullRflags &= ~(_cpu->Fmask | Rflags.RF);
        ushort selector = (ushort)(_cpu->Star >> 32 & 0xFFFC);
        _cpu->Cs = new Segment { Selector = selector, Limit = uint.MaxValue, Attributes = FlatCode64 };
        _cpu->Ss = new Segment { Selector = (ushort)(selector + 8), Limit = uint.MaxValue, Attributes = FlatData };
        _cpu->Cpl = 0;
        _cpu->Rip = _cpu->Lstar;
        StepAsLoaded();
    }

    public void SystemReturn(in Instruction instruction)
    {
        if (!Is64Bit || (_cpu->Efer & Efer.SCE) == 0) throw GuestFaultException.InvalidOpcode();
        RequireKernel();
        if (instruction.Mnemonic != Mnemonic.Sysretq) throw new UnsupportedGuestException("SYSRET to 32-bit user mode is not supported");
        RequireCanonical(_cpu->Rcx);
        ushort selector = (ushort)(_cpu->Star >> 48);
        _cpu->Cs = new Segment { Selector = (ushort)(selector + 16 | 3), Limit = uint.MaxValue, Attributes = FlatCode64 | UserLevel };
        _cpu->Ss = new Segment { Selector = (ushort)(selector + 8 | 3), Limit = uint.MaxValue, Attributes = FlatData | UserLevel };
        _cpu->FullRflags = _cpu->R11 & SysretFlags;
        _cpu->Cpl = 3;
        _cpu->Rip = _cpu->Rcx;
        StepAsLoaded();
    }

    /// <summary>
    /// Of all instructions these two alone trap by the TF that they leave, not by the one that they found: so that IA32_FMASK keeps
    /// single steps out of the kernel, and SYSRET ends a step over the call (AMD64 manual 3, SYSCALL and SYSRET).
    /// </summary>
    private void StepAsLoaded() =>
        _cpu->PendingDebug = (_cpu->Rflags & Rflags.TF) != 0 ? _cpu->PendingDebug | Dr6.BS : _cpu->PendingDebug & ~Dr6.BS;
}
