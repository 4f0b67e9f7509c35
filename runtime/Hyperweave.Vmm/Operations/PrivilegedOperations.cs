using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>The operations on the processor's state, after Intel SDM volume 2. Each file holds one family.</summary>
public sealed unsafe partial class PrivilegedOperations : IOperations
{
    private readonly CpuState* _cpu;
    private readonly GuestVirtualMemory _memory;
    private readonly DescriptorTables _tables;
    private readonly IEventDelivery _delivery;
    private readonly IProcessorServices _services;
    private readonly PortBus _ports;
    private readonly LocalApic _apic;
    private readonly ProcessorModel _model;
    private readonly Operands _operands;
    private readonly GuestStack _stack;
    private readonly TaskSwitch _tasks;

    public PrivilegedOperations(CpuState* cpu, GuestVirtualMemory memory, DescriptorTables tables, TaskSwitch tasks,
        IEventDelivery delivery, IProcessorServices services, PortBus ports, LocalApic apic, ProcessorModel model)
    {
        _cpu = cpu;
        (_memory, _tables, _tasks, _delivery) = (memory, tables, tasks, delivery);
        (_services, _ports, _apic, _model) = (services, ports, apic, model);
        _operands = new Operands(cpu, memory);
        _stack = new GuestStack(cpu, memory);
    }

    public void NotOffered(in Instruction instruction) => throw GuestFaultException.InvalidOpcode();

    private bool Is64Bit => ProcessorMode.Is64Bit(*_cpu);

    private int IoPrivilege => (int)(_cpu->Rflags >> 12) & 3;

    private void Finish(in Instruction instruction) => _cpu->Rip = instruction.NextIP;

    /// <summary>#GP(0) above CPL 0.</summary>
    private void RequireKernel()
    {
        if (_cpu->Cpl != 0) throw GuestFaultException.GeneralProtection();
    }

    /// <summary>UMIP: user mode may not ask where the system's tables are (Intel SDM 3A 2.5, CR4.UMIP).</summary>
    private void RequireOpenTables()
    {
        if ((_cpu->Cr4 & Cr4.UMIP) != 0 && _cpu->Cpl == 3) throw GuestFaultException.GeneralProtection();
    }

    /// <summary>#UD in real mode, which has no selectors to load.</summary>
    private void RequireProtectedMode()
    {
        if ((_cpu->Cr0 & Cr0.PE) == 0) throw GuestFaultException.InvalidOpcode();
    }

    private static void RequireCanonical(ulong address)
    {
        if (!ProcessorMode.IsCanonical(address)) throw GuestFaultException.GeneralProtection();
    }
}
