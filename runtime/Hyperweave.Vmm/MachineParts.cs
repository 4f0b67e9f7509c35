using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Loading;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm;

/// <summary>What a <see cref="Machine"/> is made of. A builder, or a test, puts them together.</summary>
public sealed unsafe class MachineParts
{
    public required CpuState* Cpu { get; init; }
    public required IEngine Engine { get; init; }
    public required IOperationExecutor Operations { get; init; }
    public required IEventDelivery Delivery { get; init; }
    public required IInterruptSource Interrupts { get; init; }
    public required TimerQueue Timers { get; init; }
    public required SerialOutput Serial { get; init; }
    /// <summary>Takes in what has arrived from outside, on the processor's thread; null where nothing can.</summary>
    public Action? TakeInput { get; init; }
    public required SymbolTable Symbols { get; init; }
    /// <summary>Tells where the guest is, for messages; null where RIP tells it.</summary>
    public Func<string>? Place { get; init; }
    /// <summary>Takes lines for the user, without an end of line; null where nobody reads them.</summary>
    public Action<string>? Log { get; init; }
    /// <summary>Null for a guest that is not paravirtual.</summary>
    public IHypercallHandler? Hypercalls { get; init; }

    internal string Where(ulong rip) => Place?.Invoke() ?? Symbols.Describe(rip);
}

/// <summary>The paravirtual interface's answer to the three hypercall exits of <see cref="ExitKind"/>.</summary>
public interface IHypercallHandler
{
    /// <exception cref="GuestFaultException">The call faults as an instruction would.</exception>
    void Handle(in Exit exit);
}
