using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>SYSCALL and SYSRET from and to 64-bit code, SYSENTER and SYSEXIT in all protected modes (Intel SDM 2B).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    private const ulong SysretFlags = 0x3C_7FD7;

    /// <summary>What the instructions load into the hidden parts, whatever the GDT says.</summary>
    internal const uint FlatCode64 = 0xA0_9B00, FlatCode32 = 0xC0_9B00, FlatData = 0xC0_9300, UserLevel = 3 << 13;

    public void SystemCall(in Instruction instruction)
    {
        if (!Is64Bit || (_cpu->Efer & Efer.SCE) == 0) throw GuestFaultException.InvalidOpcode();
        _cpu->Rcx = instruction.NextIP;
        _cpu->R11 = _cpu->FullRflags & ~Rflags.RF;
        _cpu->FullRflags &= ~(_cpu->Fmask | Rflags.RF);
        ushort selector = (ushort)(_cpu->Star >> 32 & 0xFFFC);
        EnterFlat(selector, (ushort)(selector + 8), wide: true);
        _cpu->Rip = _cpu->Lstar;
        StepAsLoaded();
    }

    public void SystemReturn(in Instruction instruction)
    {
        if (!Is64Bit || (_cpu->Efer & Efer.SCE) == 0) throw GuestFaultException.InvalidOpcode();
        RequireKernel();
        bool wide = instruction.Mnemonic == Mnemonic.Sysretq;
        ulong target = wide ? _cpu->Rcx : (uint)_cpu->Rcx;
        RequireCanonical(target);
        ushort selector = (ushort)(_cpu->Star >> 48);
        EnterFlat((ushort)(selector + (wide ? 16 : 0) | 3), (ushort)(selector + 8 | 3), wide);
        _cpu->FullRflags = _cpu->R11 & SysretFlags;
        _cpu->Rip = target;
        StepAsLoaded();
    }

    public void SystemEnter(in Instruction instruction)
    {
        ushort selector = FastSystemSelector();
        bool wide = ProcessorMode.IsLong(*_cpu);
        EnterFlat(selector, (ushort)(selector + 8), wide);
        _cpu->FullRflags &= ~(Rflags.IF | Rflags.VM | Rflags.RF);
        (_cpu->Rsp, _cpu->Rip) = wide ? (_cpu->SysenterEsp, _cpu->SysenterEip) : ((uint)_cpu->SysenterEsp, (uint)_cpu->SysenterEip);
    }

    public void SystemExit(in Instruction instruction)
    {
        RequireKernel();
        ushort selector = FastSystemSelector();
        bool wide = instruction.Mnemonic == Mnemonic.Sysexitq;
        var (stack, target) = wide ? (_cpu->Rcx, _cpu->Rdx) : ((uint)_cpu->Rcx, (uint)_cpu->Rdx);
        RequireCanonical(stack);
        RequireCanonical(target);
        EnterFlat((ushort)(selector + (wide ? 32 : 16) | 3), (ushort)(selector + (wide ? 40 : 24) | 3), wide);
        (_cpu->Rsp, _cpu->Rip) = (stack, target);
    }

    /// <summary>IA32_SYSENTER_CS, which must name a segment.</summary>
    private ushort FastSystemSelector()
    {
        if ((_cpu->Cr0 & Cr0.PE) == 0 || DescriptorTables.IsNull((ushort)_cpu->SysenterCs)) throw GuestFaultException.GeneralProtection();
        return (ushort)(_cpu->SysenterCs & 0xFFFC);
    }

    /// <summary>CS, SS and the level, which is the selectors' RPL.</summary>
    private void EnterFlat(ushort code, ushort stack, bool wide)
    {
        uint level = (code & 3) == 3 ? UserLevel : 0;
        _cpu->Cs = new Segment { Selector = code, Limit = uint.MaxValue, Attributes = (wide ? FlatCode64 : FlatCode32) | level };
        _cpu->Ss = new Segment { Selector = stack, Limit = uint.MaxValue, Attributes = FlatData | level };
        _cpu->Cpl = (ulong)(code & 3);
    }

    /// <summary>
    /// Of all instructions these two alone trap by the TF that they leave, not by the one that they found: so that IA32_FMASK keeps
    /// single steps out of the kernel, and SYSRET ends a step over the call (AMD64 manual 3, SYSCALL and SYSRET).
    /// </summary>
    private void StepAsLoaded() =>
        _cpu->PendingDebug = (_cpu->Rflags & Rflags.TF) != 0 ? _cpu->PendingDebug | Dr6.BS : _cpu->PendingDebug & ~Dr6.BS;
}
