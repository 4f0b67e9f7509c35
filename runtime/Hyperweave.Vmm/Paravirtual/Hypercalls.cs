using Hyperweave.Abi;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>The hypercalls, the same under every engine. The parts of this class are the families of the interface.</summary>
internal sealed unsafe partial class Hypercalls : IHypercalls
{
    private const HypercallFeatures Offered = HypercallFeatures.SharedInterruptMask | HypercallFeatures.SharedClock
        | HypercallFeatures.OneShotTimer | HypercallFeatures.BatchedMmu | HypercallFeatures.Console | HypercallFeatures.PortIo
        | HypercallFeatures.BatchedPortWrites;

    private readonly MachineBase _machine;
    private readonly CpuState* _cpu;
    private readonly PrivilegedOperations _operations;
    private readonly SharedPageView _shared;
    private readonly SharedClock _clock;
    private readonly TrapDelivery _delivery;
    private readonly TrapReturn _traps;
    private readonly GuestBuffer _buffer;
    private readonly DeviceTimer _timer;
    private byte _timerVector;

    public Hypercalls(MachineBase machine, PrivilegedOperations operations, SharedPageView shared, SharedClock clock,
        TrapDelivery delivery, TrapReturn traps)
    {
        (_machine, _operations) = (machine, operations);
        _cpu = machine.Cpu;
        (_shared, _clock, _delivery, _traps) = (shared, clock, delivery, traps);
        _buffer = new GuestBuffer(machine.Virtual, machine.Memory);
        _timer = machine.Timers.Create(_ => _shared.Raise(_timerVector));
    }

    public long Version() => HypercallAbi.Version;

    public long Features() => (long)Offered;

    public long Null() => 0;

    /// <summary>Runs what would raise a fault where the instruction is used; here the fault is an error code.</summary>
    private static long Guarded(Action operation)
    {
        try
        {
            operation();
            return 0;
        }
        catch (GuestFaultException)
        {
            return HypercallError.EINVAL;
        }
    }
}
