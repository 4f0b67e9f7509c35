using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>Control and debug registers, caches and translations (Intel SDM 3A 2.5).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    /// <summary>CR0 bits whose change changes what addresses mean or allow.</summary>
    private const ulong Cr0Translation = Cr0.PE | Cr0.PG | Cr0.WP;
    private const ulong Cr4Translation = Cr4.PSE | Cr4.PAE | Cr4.PGE | Cr4.SMEP | Cr4.SMAP | Cr4.PCIDE;

    /// <summary>CR3 with CR4.PCIDE: the process-context identifier, and a bit that is not stored (Intel SDM 3A 4.10.4.1).</summary>
    private const ulong ContextMask = 0xFFF, KeepTranslations = 1UL << 63;

    public void ReadControl(in Instruction instruction)
    {
        RequireKernel();
        _operands.WriteRegister(instruction.Op0Register, instruction.Op1Register switch
        {
            Register.CR0 => _cpu->Cr0,
            Register.CR2 => _cpu->Cr2,
            Register.CR3 => _cpu->Cr3,
            Register.CR4 => _cpu->Cr4,
            Register.CR8 => _apic.TaskPriorityClass,
            _ => throw GuestFaultException.InvalidOpcode(),
        });
        Finish(instruction);
    }

    public void WriteControl(in Instruction instruction)
    {
        RequireKernel();
        ulong value = _operands.ReadRegister(instruction.Op1Register);
        switch (instruction.Op0Register)
        {
            case Register.CR0: SetCr0(value); break;
            case Register.CR2: _cpu->Cr2 = value; break;
            case Register.CR3: SetCr3(value); break;
            case Register.CR4: SetCr4(value); break;
            case Register.CR8: SetCr8(value); break;
            default: throw GuestFaultException.InvalidOpcode();
        }
        Finish(instruction);
    }

    /// <exception cref="GuestFaultException">#GP for a combination that the manual forbids.</exception>
    public void SetCr0(ulong value)
    {
        bool paging = (value & Cr0.PG) != 0, longMode = (_cpu->Efer & Efer.LME) != 0;
        bool forbidden = value > uint.MaxValue
            || (paging && (value & Cr0.PE) == 0)
            || ((value & Cr0.NW) != 0 && (value & Cr0.CD) == 0)
            || (paging && longMode && (_cpu->Cr4 & Cr4.PAE) == 0)
            || (paging && longMode && (_cpu->Cr0 & Cr0.PG) == 0 && (_cpu->Cs.Attributes & ProcessorMode.LongCode) != 0)
            || (!paging && (Is64Bit || (_cpu->Cr4 & Cr4.PCIDE) != 0));
        if (forbidden) throw GuestFaultException.GeneralProtection();
        ulong changed = _cpu->Cr0 ^ value;
        _cpu->Cr0 = value & Cr0.Defined | Cr0.ET;
        _cpu->Efer = paging && longMode ? _cpu->Efer | Efer.LMA : _cpu->Efer & ~Efer.LMA;
        if ((changed & Cr0Translation) != 0) _services.FlushSpace(includingGlobal: true);
    }

    public void SetCr3(ulong value)
    {
        bool hasContexts = (_cpu->Cr4 & Cr4.PCIDE) != 0, keeps = hasContexts && (value & KeepTranslations) != 0;
        if (keeps) value &= ~KeepTranslations;
        if (ProcessorMode.IsLong(*_cpu) && value >> PageWalker.PhysicalAddressBits != 0) throw GuestFaultException.GeneralProtection();
        _cpu->Cr3 = value;
        if (keeps) _services.SwitchContext();
        else if (hasContexts) _services.FlushContext((ushort)(value & ContextMask));
        else _services.FlushSpace(includingGlobal: false);
    }

    public void SetCr4(ulong value)
    {
        if ((value & ~_model.Cr4Mask) != 0) throw GuestFaultException.GeneralProtection();
        if ((value & Cr4.PAE) == 0 && ProcessorMode.IsLong(*_cpu)) throw GuestFaultException.GeneralProtection();
        ulong changed = _cpu->Cr4 ^ value;
        bool startsContexts = (changed & value & Cr4.PCIDE) != 0;
        if (startsContexts && (!ProcessorMode.IsLong(*_cpu) || (_cpu->Cr3 & ContextMask) != 0)) throw GuestFaultException.GeneralProtection();
        _cpu->Cr4 = value;
        if ((changed & Cr4.DE) != 0) _memory.Watchpoints.Rearm();
        if ((changed & Cr4Translation) != 0) _services.FlushSpace(includingGlobal: true);
    }

    public void SetCr8(ulong value)
    {
        if (value > 15) throw GuestFaultException.GeneralProtection();
        _apic.TaskPriorityClass = value;
        _cpu->Cr8 = value;
    }

    public void ReadDebug(in Instruction instruction)
    {
        RequireKernel();
        int number = DebugNumber(instruction.Op1Register);
        DetectAccess();
        _operands.WriteRegister(instruction.Op0Register, _cpu->Dr[number]);
        Finish(instruction);
    }

    public void WriteDebug(in Instruction instruction)
    {
        RequireKernel();
        int number = DebugNumber(instruction.Op0Register);
        DetectAccess();
        ulong value = _operands.ReadRegister(instruction.Op1Register);
        if (number >= 6 && value > uint.MaxValue) throw GuestFaultException.GeneralProtection();
        _cpu->Dr[number] = number switch
        {
            7 => value & Dr7.Writable | Dr7.Fixed,
            6 => value & Dr6.Writable | Dr6.Fixed,
            _ => value,
        };
        if (number != 6) _memory.Watchpoints.Rearm();
        Finish(instruction);
    }

    /// <summary>DR4 and DR5 are DR6 and DR7, or #UD with CR4.DE; there is nothing above.</summary>
    private int DebugNumber(Register register)
    {
        int number = register - Register.DR0;
        if (number > 7) throw GuestFaultException.InvalidOpcode();
        if (number is not (4 or 5)) return number;
        return (_cpu->Cr4 & Cr4.DE) == 0 ? number + 2 : throw GuestFaultException.InvalidOpcode();
    }

    /// <summary>DR7.GD: #DB before any access to a debug register (Intel SDM 3B 17.3.1.3).</summary>
    private void DetectAccess()
    {
        if ((_cpu->Dr[7] & Dr7.GD) == 0) return;
        DebugException.Report(_cpu, Dr6.BD);
        throw new GuestFaultException(GuestEvent.Exception(ExceptionVector.DB));
    }

    public void Clts(in Instruction instruction)
    {
        RequireKernel();
        _cpu->Cr0 &= ~Cr0.TS;
        Finish(instruction);
    }

    /// <summary>Writes the low four bits of CR0; can set PE but not clear it.</summary>
    public void Lmsw(in Instruction instruction)
    {
        RequireKernel();
        ulong value = _operands.Read(instruction, 0, 2) & 15;
        SetCr0(_cpu->Cr0 & ~15UL | value | _cpu->Cr0 & Cr0.PE);
        Finish(instruction);
    }

    public void Smsw(in Instruction instruction)
    {
        RequireOpenTables();
        // To memory always 16 bits; to a register its own size.
        _operands.Write(instruction, 0, 2, _cpu->Cr0);
        Finish(instruction);
    }

    public void Invlpg(in Instruction instruction)
    {
        RequireKernel();
        ulong address = _operands.Address(instruction, 0);
        if (!Is64Bit || ProcessorMode.IsCanonical(address)) _services.FlushPage(address);
        Finish(instruction);
    }

    /// <summary>Type and descriptor: identifier in bits 11..0, linear address in the second half (Intel SDM 2A INVPCID).</summary>
    public void Invpcid(in Instruction instruction)
    {
        RequireKernel();
        RequireProtectedMode();
        ulong type = _operands.ReadRegister(instruction.Op0Register);
        var descriptor = _memory.Read<UInt128>(_operands.Address(instruction, 1), _memory.CurrentRights);
        ulong identifier = (ulong)descriptor, address = (ulong)(descriptor >> 64);
        bool isOfOne = type is OneAddress or OneContext;
        bool forbidden = type > AllButGlobal || identifier > ContextMask || (type == OneAddress && !ProcessorMode.IsCanonical(address))
            || (isOfOne && identifier != 0 && (_cpu->Cr4 & Cr4.PCIDE) == 0);
        if (forbidden) throw GuestFaultException.GeneralProtection();
        if (!isOfOne) _services.FlushSpace(includingGlobal: type != AllButGlobal);
        else if (type == OneAddress && identifier == CurrentContext) _services.FlushPage(address);
        else _services.FlushContext((ushort)identifier);
        Finish(instruction);
    }

    private const ulong OneAddress = 0, OneContext = 1, AllButGlobal = 3;

    private ulong CurrentContext => (_cpu->Cr4 & Cr4.PCIDE) != 0 ? _cpu->Cr3 & ContextMask : 0;

    /// <summary>INVD and WBINVD: caches are coherent here.</summary>
    public void Invd(in Instruction instruction)
    {
        RequireKernel();
        Finish(instruction);
    }

    public void Xgetbv(in Instruction instruction)
    {
        if ((_cpu->Cr4 & Cr4.OSXSAVE) == 0) throw GuestFaultException.InvalidOpcode();
        ulong value = (uint)_cpu->Rcx switch
        {
            0 => _cpu->Xcr0,
            1 when _model.Shows("XGETBV1") => _cpu->Xcr0 & ExtendedArea.StatesInUse(_cpu),
            _ => throw GuestFaultException.GeneralProtection(),
        };
        (_cpu->Rax, _cpu->Rdx) = ((uint)value, value >> 32);
        Finish(instruction);
    }

    public void Xsetbv(in Instruction instruction)
    {
        if ((_cpu->Cr4 & Cr4.OSXSAVE) == 0) throw GuestFaultException.InvalidOpcode();
        RequireKernel();
        ulong value = _cpu->Rdx << 32 | (uint)_cpu->Rax;
        // x87 must stay on, and AVX needs SSE (Intel SDM 2C, XSETBV).
        bool allowed = (uint)_cpu->Rcx == 0 && (value & Xcr0.X87) != 0 && (value & ~_model.ExtendedStateMask) == 0
            && (value & (Xcr0.Sse | Xcr0.Avx)) != Xcr0.Avx;
        if (!allowed) throw GuestFaultException.GeneralProtection();
        _cpu->Xcr0 = value;
        Finish(instruction);
    }
}
