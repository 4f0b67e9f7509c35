using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>RDMSR and WRMSR; which registers there are stands in <see cref="ModelSpecificRegister"/>. An unknown one is #GP.</summary>
public sealed unsafe partial class PrivilegedOperations
{
    /// <summary>IA32_XSS, which comes with XSAVES.</summary>
    private const uint SupervisorStates = 0xDA0;

    public void Rdmsr(in Instruction instruction)
    {
        RequireKernel();
        ulong value = ReadModelSpecific((uint)_cpu->Rcx);
        (_cpu->Rax, _cpu->Rdx) = ((uint)value, value >> 32);
        Finish(instruction);
    }

    public void Wrmsr(in Instruction instruction)
    {
        RequireKernel();
        WriteModelSpecific((uint)_cpu->Rcx, _cpu->Rdx << 32 | (uint)_cpu->Rax);
        Finish(instruction);
    }

    /// <exception cref="GuestFaultException">#GP: there is no such register.</exception>
    public ulong ReadModelSpecific(uint register) => register switch
    {
        ModelSpecificRegister.TimeStampCounter => GuestTimeStamp(),
        ModelSpecificRegister.ApicBase => _cpu->ApicBase,
        ModelSpecificRegister.TscAdjust => _cpu->TscAdjust,
        ModelSpecificRegister.ArchitecturalCapabilities => ProcessorModel.ArchitecturalCapabilities,
        ModelSpecificRegister.SysenterCs => _cpu->SysenterCs,
        ModelSpecificRegister.SysenterEsp => _cpu->SysenterEsp,
        ModelSpecificRegister.SysenterEip => _cpu->SysenterEip,
        ModelSpecificRegister.MiscEnable => 1,
        ModelSpecificRegister.Pat => _cpu->Pat,
        ModelSpecificRegister.TscDeadline => _apic.TscDeadline,
        ModelSpecificRegister.Efer => _cpu->Efer,
        ModelSpecificRegister.Star => _cpu->Star,
        ModelSpecificRegister.Lstar => _cpu->Lstar,
        ModelSpecificRegister.Cstar => _cpu->Cstar,
        ModelSpecificRegister.Fmask => _cpu->Fmask,
        ModelSpecificRegister.FsBase => _cpu->Fs.Base,
        ModelSpecificRegister.GsBase => _cpu->Gs.Base,
        ModelSpecificRegister.KernelGsBase => _cpu->KernelGsBase,
        ModelSpecificRegister.TscAux => _cpu->TscAux,
        // Asked for by kernels on every processor; nothing stands behind them: no platform, no microcode, no check banks.
        ModelSpecificRegister.PlatformId or ModelSpecificRegister.MicrocodeRevision
            or ModelSpecificRegister.MachineCheckCapabilities or ModelSpecificRegister.MachineCheckStatus => 0,
        SupervisorStates when _model.Shows("XSAVES") => 0,
        _ when _apic.TryReadExtended(register, out ulong value) => value,
        _ => throw GuestFaultException.GeneralProtection(),
    };

    /// <exception cref="GuestFaultException">#GP: there is no such register, or it does not take the value.</exception>
    public void WriteModelSpecific(uint register, ulong value)
    {
        switch (register)
        {
            case ModelSpecificRegister.TimeStampCounter: MoveTimeStamp(value - GuestTimeStamp()); break;
            case ModelSpecificRegister.TscAdjust: MoveTimeStamp(value - _cpu->TscAdjust); break;
            case ModelSpecificRegister.ApicBase: SetApicBase(value); break;
            case ModelSpecificRegister.SysenterCs: _cpu->SysenterCs = (uint)value; break;
            case ModelSpecificRegister.SysenterEsp: _cpu->SysenterEsp = Canonical(value); break;
            case ModelSpecificRegister.SysenterEip: _cpu->SysenterEip = Canonical(value); break;
            case ModelSpecificRegister.MiscEnable or ModelSpecificRegister.MicrocodeRevision or ModelSpecificRegister.MachineCheckStatus: break;
            case ModelSpecificRegister.Pat: SetPat(value); break;
            case ModelSpecificRegister.TscDeadline: _apic.TscDeadline = value; break;
            case ModelSpecificRegister.Efer: SetEfer(value); break;
            case ModelSpecificRegister.Star: _cpu->Star = value; break;
            case ModelSpecificRegister.Lstar: _cpu->Lstar = Canonical(value); break;
            case ModelSpecificRegister.Cstar: _cpu->Cstar = Canonical(value); break;
            case ModelSpecificRegister.Fmask: _cpu->Fmask = (uint)value; break;
            case ModelSpecificRegister.FsBase: _cpu->Fs.Base = Canonical(value); break;
            case ModelSpecificRegister.GsBase: _cpu->Gs.Base = Canonical(value); break;
            case ModelSpecificRegister.KernelGsBase: _cpu->KernelGsBase = Canonical(value); break;
            case ModelSpecificRegister.TscAux when value <= uint.MaxValue: _cpu->TscAux = value; break;
            // No state is the supervisor's alone.
            case SupervisorStates when value == 0 && _model.Shows("XSAVES"): break;
            default:
                if (!_apic.TryWriteExtended(register, value)) throw GuestFaultException.GeneralProtection();
                break;
        }
    }

    /// <summary>IA32_TSC_ADJUST moves with the counter, and the counter with it (Intel SDM 3B 17.17.3).</summary>
    private void MoveTimeStamp(ulong by)
    {
        _cpu->TscOffset += by;
        _cpu->TscAdjust += by;
    }

    private static ulong Canonical(ulong value)
    {
        RequireCanonical(value);
        return value;
    }

    /// <summary>LMA follows from LME and CR0.PG and is not written; LME cannot change while paging is on.</summary>
    private void SetEfer(ulong value)
    {
        ulong changed = (_cpu->Efer ^ value) & Efer.Writable;
        bool forbidden = (value & ~(Efer.Writable | Efer.LMA)) != 0 || ((changed & Efer.LME) != 0 && ProcessorMode.IsPaged(*_cpu));
        if (forbidden) throw GuestFaultException.GeneralProtection();
        _cpu->Efer = value & Efer.Writable | _cpu->Efer & Efer.LMA;
        if ((changed & Efer.NXE) != 0) _services.FlushSpace(includingGlobal: true);
    }

    /// <summary>The local APIC can be switched off and on, and from xAPIC to x2APIC mode, which it leaves by being switched off (Intel SDM 3A 10.12.5). It cannot be moved.</summary>
    private void SetApicBase(ulong value)
    {
        const ulong extend = 1 << 10, enable = 1 << 11, bootstrap = 1 << 8;
        bool isOn = (value & enable) != 0, extends = (value & extend) != 0;
        bool wasOn = _apic.IsHardwareEnabled, wasExtended = _apic.IsExtended;
        bool forbidden = (value & ~(extend | enable | bootstrap)) != Devices.LocalApic.PhysicalBase
            || (extends && (!isOn || !wasOn)) || (wasExtended && isOn && !extends);
        if (forbidden) throw GuestFaultException.GeneralProtection();
        _cpu->ApicBase = value | bootstrap;
        (_apic.IsHardwareEnabled, _apic.IsExtended) = (isOn, extends);
    }

    /// <summary>Eight memory types, of which 2, 3 and those above 7 do not exist (Intel SDM 3A 11.12.2).</summary>
    private void SetPat(ulong value)
    {
        foreach (byte type in BitConverter.GetBytes(value))
            if (type is 2 or 3 or > 7) throw GuestFaultException.GeneralProtection();
        _cpu->Pat = value;
    }
}
