using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Engines;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>Performs what an engine leaves to the machine.</summary>
public interface IOperationExecutor
{
    /// <summary>Performs a privileged or sensitive instruction at RIP and moves RIP to where the guest goes on.</summary>
    /// <exception cref="GuestFaultException">It faults; RIP is at it and nothing has changed.</exception>
    void Execute(in Instruction instruction);

    /// <summary>Performs the IN or OUT of a <see cref="ExitKind.PortIo"/> exit.</summary>
    /// <exception cref="GuestFaultException">It faults; RIP is at it.</exception>
    void PortAccess(in Exit exit);

    /// <summary>Performs the instruction of a <see cref="ExitKind.MemoryIo"/> exit.</summary>
    /// <exception cref="GuestFaultException">It faults; RIP is at it.</exception>
    void MemoryAccess(in Exit exit);
}
