using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm;

/// <summary>
/// One machine with one processor. The engine runs the guest until it exits; the machine handles the exit; the engine goes
/// on. Everything here happens on the thread that calls <see cref="Run"/>, except <see cref="Stop"/> and <see cref="Kick"/>.
/// </summary>
public sealed unsafe partial class Machine(MachineParts parts) : IExitHandler
{
    /// <summary>In nanoseconds; see <see cref="IEngine.Rest"/>.</summary>
    private const ulong Leisure = 150_000;

    private readonly CpuState* _cpu = parts.Cpu;
    private readonly Doorbell _doorbell = new();
    private readonly PunctualWait _wait = new(parts.Timers.Clock);
    private volatile bool _kicked;
    private volatile MachineEnding? _ending;

    public MachineParts Parts => parts;

    /// <summary>Set before <see cref="Run"/>; null where nobody debugs.</summary>
    public IMachineDebugger? Debugger { get; set; }

    /// <summary>How the run ends; null while it goes on.</summary>
    public MachineEnding? Ending => _ending;

    public MachineStatistics Statistics { get; } = new();

    /// <summary>Runs until the guest, the user or a fault ends it.</summary>
    public MachineEnding Run()
    {
        // A debugger sees each exit.
        parts.Engine.Handler = Debugger is null ? this : null;
        while (_ending is null) Step();
        parts.Serial.Flush();
        Debugger?.Ended(_ending);
        return _ending;
    }

    /// <summary>One turn: interrupts in, guest code, its exit. A method of its own, so that the runtime optimizes it early.</summary>
    private void Step()
    {
        if (HasWork) RunTimers();
        bool single = Debugger is not null && Debugger.AwaitTurn();
        if (_ending is not null) return;
        try
        {
            // A step shows the code that is debugged, not the handlers of whatever interrupt is due meanwhile.
            if (!single)
            {
                if (_nonMaskable) single = !TryTakeNonMaskable();
                TakeInterrupt();
            }
            var exit = single ? ((IDebuggedEngine)parts.Engine).StepInstruction() : parts.Engine.Run();
            Debugger?.TurnTaken(exit.Kind);
            Handle(exit);
        }
        catch (GuestFaultException fault)
        {
            // What the instruction met before it faulted, it meets again.
            _cpu->PendingDebug = 0;
            DeliverEvent(fault.Event);
        }
        catch (UnsupportedGuestException refusal)
        {
            Refuse(refusal.Message);
        }
        if (_cpu->PendingDebug != 0) TakeTrap();
    }

    private void TakeTrap()
    {
        if (DebugException.TryTakeTrap(_cpu, out var trap)) DeliverEvent(trap);
    }

    /// <summary>
    /// Between two instructions: runs what is due and takes an interrupt in. For an engine whose guest runs on this very
    /// stack, so that it does not return at exits.
    /// </summary>
    /// <exception cref="GuestFaultException">The handler cannot be entered.</exception>
    public void Poll()
    {
        if (HasWork) RunTimers();
        TakeInterrupt();
    }

    /// <summary>Ends the run soon, from any thread. The first ending stands.</summary>
    public void Stop(MachineEnding ending)
    {
        IsStoppedAgain = _ending is not null;
        _ending ??= ending;
        Kick();
    }

    /// <summary>Somebody has asked for the end of a run that had ended: nobody may hold it up any more.</summary>
    public bool IsStoppedAgain { get; private set; }

    /// <summary>Makes the machine look at its timers and interrupts soon, from any thread.</summary>
    public void Kick()
    {
        _kicked = true;
        // Whoever sleeps runs no guest code, and looks before it runs some.
        if (!_doorbell.Ring()) parts.Engine.RequestExit();
    }

    /// <summary>HLT: waits until an external interrupt can be taken; ends the machine where none ever can.</summary>
    public void WaitForInterrupt()
    {
        parts.Serial.Flush();
        if (parts.Delivery.InterruptsOff && !IsNonMaskableDue) Stop(MachineEnding.HaltedForever(Where()));
        while (_ending is null && !parts.Interrupts.Pending && !IsNonMaskableDue)
        {
            while (HasLeisure && parts.Engine.Rest());
            WaitForKick();
            Debugger?.WhileHalted();
        }
    }

    private bool HasWork => _kicked || parts.Timers.IsDue;

    /// <summary>Time for a piece of the engine's work before the next deadline.</summary>
    private bool HasLeisure => !_kicked && parts.Timers.NextDeadline > parts.Timers.Clock.Nanoseconds + Leisure;

    /// <summary>Sleeps until <see cref="Kick"/> or a timer; on the processor's thread.</summary>
    public void WaitForKick()
    {
        _wait.Until(parts.Timers.TakeOver(), _doorbell);
        RunTimers();
    }

    /// <summary>Where the guest is, for messages.</summary>
    public string Where() => parts.Where(_cpu->Rip);

    private void RunTimers()
    {
        _kicked = false;
        _doorbell.Silence();
        parts.TakeInput?.Invoke();
        parts.Timers.RunDue();
    }

    private void TakeInterrupt()
    {
        bool pending = parts.Interrupts.Pending;
        if (pending && parts.Delivery.AcceptsInterrupts)
        {
            DeliverEvent(GuestEvent.Interrupt(parts.Interrupts.Acknowledge()));
            pending = parts.Interrupts.Pending;
        }
        parts.Engine.InterruptPending = pending;
    }

    /// <summary>The guest may go on at once where <see cref="Step"/> would find nothing to do.</summary>
    bool IExitHandler.Handle(in Exit exit)
    {
        Handle(exit);
        return !HasWork && !_nonMaskable && _ending is null && _cpu->PendingDebug == 0 && !parts.Interrupts.Pending;
    }

    private void Handle(in Exit exit)
    {
        Statistics.CountExit(exit.Kind);
        // The instruction that exits ends the shadow of STI or MOV SS, or, being one of them, begins its own.
        if (exit.Kind is not (ExitKind.Interrupted or ExitKind.Breakpoint or ExitKind.Stepped))
        {
            _cpu->InterruptShadow = 0;
            _cpu->Rflags &= ~Rflags.RF;
        }
        switch (exit.Kind)
        {
            case ExitKind.PortIo: parts.Operations.PortAccess(exit); break;
            case ExitKind.MemoryIo: parts.Operations.MemoryAccess(exit); break;
            case ExitKind.Operation: Operate(exit); break;
            case ExitKind.Exception:
                // An exception, or INT n, is never followed by the single step that it ended (Intel SDM 3B 17.3.1.4).
                _cpu->PendingDebug &= ~Dr6.BS;
                DeliverEvent(EventOf(exit));
                break;
            case ExitKind.Halt:
                // A debug trap ends the halt at once.
                if (_cpu->PendingDebug == 0) WaitForInterrupt();
                break;
            case ExitKind.Interrupted:
                _cpu->PendingDebug &= ~Dr6.BS;
                RunTimers();
                break;
            case ExitKind.InterruptWindow or ExitKind.Breakpoint or ExitKind.Stepped: break;
            case ExitKind.Unsupported: Refuse(exit.Message!); break;
            default: HandleHypercall(exit); break;
        }
    }

    private void Operate(in Exit exit)
    {
        Statistics.Operations.Count(exit.Instruction);
        parts.Operations.Execute(exit.Instruction);
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

    /// <summary>Takes an exception or interrupt to the guest's handler; the machine ends where there is no way to one.</summary>
    public void DeliverEvent(in GuestEvent guestEvent)
    {
        try
        {
            parts.Delivery.Deliver(guestEvent);
            Statistics.EventsDelivered++;
            // A task's debug trap comes before its first instruction (Intel SDM 3B 17.3.1.5).
            if ((_cpu->PendingDebug & Dr6.BT) != 0) TakeTrap();
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
