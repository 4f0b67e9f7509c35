using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>CPUID and the time-stamp counter.</summary>
public sealed unsafe partial class PrivilegedOperations
{
    public void Cpuid(in Instruction instruction)
    {
        var result = _model.Cpuid((uint)_cpu->Rax, (uint)_cpu->Rcx, *_cpu);
        (_cpu->Rax, _cpu->Rbx, _cpu->Rcx, _cpu->Rdx) = (result.Eax, result.Ebx, result.Ecx, result.Edx);
        Finish(instruction);
    }

    public void Rdtsc(in Instruction instruction)
    {
        RequireTimeStamp();
        ulong value = GuestTimeStamp();
        (_cpu->Rax, _cpu->Rdx) = ((uint)value, value >> 32);
        Finish(instruction);
    }

    public void Rdtscp(in Instruction instruction)
    {
        Rdtsc(instruction);
        _cpu->Rcx = (uint)_cpu->TscAux;
    }

    public void Rdpid(in Instruction instruction)
    {
        _operands.WriteRegister(instruction.Op0Register, _cpu->TscAux);
        Finish(instruction);
    }

    /// <summary>The model has no performance counters.</summary>
    public void Rdpmc(in Instruction instruction) => throw GuestFaultException.GeneralProtection();

    private ulong GuestTimeStamp() => _services.ReadTimeStampCounter() + _cpu->TscOffset;

    private void RequireTimeStamp()
    {
        if ((_cpu->Cr4 & Cr4.TSD) != 0 && _cpu->Cpl != 0) throw GuestFaultException.GeneralProtection();
    }
}
