using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm;

/// <summary>
/// One machine with one processor. The engine runs the guest until it exits; the machine handles the exit; the engine goes
/// on. Everything here happens on the thread that calls <see cref="Run"/>, except <see cref="Stop"/> and <see cref="Kick"/>.
/// </summary>
public sealed unsafe class Machine(MachineParts parts)
{
    private readonly CpuState* _cpu = parts.Cpu;
    private readonly ManualResetEventSlim _wake = new(false, spinCount: 200);
    private volatile bool _kicked;
    private volatile MachineEnding? _ending;

    public MachineParts Parts => parts;
    public MachineStatistics Statistics { get; } = new();

    /// <summary>Runs until the guest, the user or a fault ends it.</summary>
    public MachineEnding Run()
    {
        while (_ending is null) Step();
        parts.Serial.Flush();
        return _ending;
    }

    /// <summary>One turn: interrupts in, guest code, its exit. A method of its own, so that the runtime optimizes it early.</summary>
    private void Step()
    {
        if (_kicked) RunTimers();
        try
        {
            TakeInterrupt();
            Handle(parts.Engine.Run());
        }
        catch (GuestFaultException fault)
        {
            DeliverEvent(fault.Event);
        }
        catch (UnsupportedGuestException refusal)
        {
            Stop(MachineEnding.Unsupported($"{refusal.Message}, at {Where()}"));
        }
    }

    /// <summary>Ends the run soon, from any thread. The first ending stands.</summary>
    public void Stop(MachineEnding ending)
    {
        _ending ??= ending;
        Kick();
    }

    /// <summary>Makes the machine look at its timers and interrupts soon, from any thread.</summary>
    public void Kick()
    {
        _kicked = true;
        _wake.Set();
        parts.Engine.RequestExit();
    }

    /// <summary>HLT: waits until an external interrupt can be taken; ends the machine where none ever can.</summary>
    public void WaitForInterrupt()
    {
        parts.Serial.Flush();
        if (parts.Delivery.InterruptsOff) Stop(MachineEnding.HaltedForever(Where()));
        while (_ending is null && !parts.Interrupts.Pending)
        {
            _wake.Wait();
            RunTimers();
        }
    }

    /// <summary>RIP with its symbol, for messages.</summary>
    public string Where() => parts.Symbols.Describe(_cpu->Rip);

    private void RunTimers()
    {
        _wake.Reset();
        _kicked = false;
        parts.TakeInput?.Invoke();
        parts.Timers.RunDue();
    }

    private void TakeInterrupt()
    {
        if (parts.Interrupts.Pending && parts.Delivery.AcceptsInterrupts)
            DeliverEvent(GuestEvent.Interrupt(parts.Interrupts.Acknowledge()));
        parts.Engine.InterruptPending = parts.Interrupts.Pending;
    }

    private void Handle(in Exit exit)
    {
        Statistics.CountExit(exit.Kind);
        // The instruction that exits ends the shadow of STI or MOV SS, or, being one of them, begins its own.
        if (exit.Kind != ExitKind.Interrupted) _cpu->InterruptShadow = 0;
        switch (exit.Kind)
        {
            case ExitKind.PortIo: parts.Operations.PortAccess(exit); break;
            case ExitKind.MemoryIo: parts.Operations.MemoryAccess(exit); break;
            case ExitKind.Operation: parts.Operations.Execute(exit.Instruction); break;
            case ExitKind.Exception: DeliverEvent(EventOf(exit)); break;
            case ExitKind.Halt: WaitForInterrupt(); break;
            case ExitKind.InterruptWindow or ExitKind.Interrupted: break;
            case ExitKind.Unsupported: Stop(MachineEnding.Unsupported($"{exit.Message}, at {Where()}")); break;
            default: HandleHypercall(exit); break;
        }
    }

    private void HandleHypercall(in Exit exit)
    {
        if (parts.Hypercalls is null) throw new InvalidOperationException($"exit {exit.Kind} from a guest without hypercalls");
        if (exit.Kind == ExitKind.Hypercall) Statistics.CountHypercall(_cpu->Rdi);
        parts.Hypercalls.Handle(exit);
    }

    private static GuestEvent EventOf(in Exit exit) => new(
        exit.Vector,
        exit.IsSoftwareInterrupt ? EventSource.SoftwareInterrupt : EventSource.Exception,
        exit.HasErrorCode ? exit.ErrorCode : null,
        exit.Address);

    private void DeliverEvent(in GuestEvent guestEvent)
    {
        try
        {
            parts.Delivery.Deliver(guestEvent);
            Statistics.EventsDelivered++;
        }
        catch (TripleFaultException fault)
        {
            Stop(MachineEnding.Fault(FaultReport.Describe(fault, *_cpu, parts)));
        }
        catch (UnsupportedGuestException refusal)
        {
            Stop(MachineEnding.Unsupported($"{refusal.Message}, at {Where()}"));
        }
    }
}
