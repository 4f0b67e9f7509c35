using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Engines;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>Turns an engine's exits into operations on the processor and accesses on the buses.</summary>
public sealed unsafe class OperationExecutor(CpuState* cpu, PrivilegedOperations operations, PortBus ports, MemoryAccessor memory) : IOperationExecutor
{
    public void Execute(in Instruction instruction) => OperationTable.Execute(operations, instruction);

    public void PortAccess(in Exit exit)
    {
        if (cpu->Cpl != 0) CheckPort(exit);
        operations.Touch(exit.Port, exit.Width);
        if (exit.IsOut) ports.Write(exit.Port, exit.Width, exit.Width switch { 1 => (byte)cpu->Rax, 2 => (ushort)cpu->Rax, _ => (uint)cpu->Rax });
        else cpu->Rax = Merge(cpu->Rax, ports.Read(exit.Port, exit.Width), exit.Width);
    }

    public void MemoryAccess(in Exit exit) => memory.Execute(exit.Instruction);

    private void CheckPort(in Exit exit)
    {
        ulong next = cpu->Rip;
        // A fault must find RIP at the instruction; the exit has moved it past.
        cpu->Rip = exit.Address;
        operations.CheckPort(exit.Port, exit.Width);
        cpu->Rip = next;
    }

    /// <summary>IN to AL and AX leaves the rest of RAX; to EAX clears the upper half.</summary>
    private static ulong Merge(ulong old, uint value, int width) => width switch
    {
        1 => old & ~0xFFUL | value,
        2 => old & ~0xFFFFUL | value,
        _ => value,
    };
}
