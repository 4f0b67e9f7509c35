using System.Runtime.ExceptionServices;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Hosting.Processor;

/// <summary>
/// The processor that a hosted kernel runs on: its own thread. It performs the operations that the kernel calls, and takes
/// interrupts in between two of them, at woven polls, and while it halts.
/// </summary>
/// <param name="rest">Hands the thread back to the caller of Run, when nothing can happen by itself any more, or it has seen enough.</param>
internal sealed unsafe class KernelProcessor(HostedBoard board, OperationTable operations, KernelSide kernel, Refusals refusals, Action rest)
{
    private readonly ManualResetEventSlim _wake = new();
    private long _bytesSeen;

    private Machine Machine => board.Machine;

    /// <summary>Asked at each safe point: what the machine shall end with, or null.</summary>
    public Func<MachineEnding?> EndRequested { get; set; } = () => null;

    /// <summary>Asked when the kernel has printed something: whether the caller of Run has seen enough.</summary>
    public Func<bool> Enough { get; set; } = () => false;

    /// <summary>Asked when the kernel waits for input: whether some was at hand and has been given to it.</summary>
    public Func<bool> TypeAhead { get; set; } = () => false;

    /// <summary>Makes the kernel look up soon; from any thread.</summary>
    public void Wake()
    {
        _wake.Set();
        Machine.Kick();
    }

    /// <summary>The kernel's side calls this with a number of <see cref="HostedOperation"/>.</summary>
    public ulong Operate(int number, ulong a, ulong b, ulong c, ulong d)
    {
        var operation = (HostedOperation)number;
        RequireRunning();
        // Whatever this is, it is the instruction that STI's shadow covered.
        if (operation != HostedOperation.Reach) board.Cpu->InterruptShadow = 0;
        ulong result = Answer(operation, a, b, c, d);
        if (operation == HostedOperation.Reach && !board.Pointers.HasWritten) return result;
        if (operation == HostedOperation.Reach) kernel.Grant(0);
        else LookUp();
        return result;
    }

    private ulong Answer(HostedOperation operation, ulong a, ulong b, ulong c, ulong d)
    {
        if (operation == HostedOperation.Reach) return Reach(a, (int)b, c != 0);
        board.Pointers.SendWritten();
        try
        {
            return operation switch
            {
                HostedOperation.SafePoint => 0,
                HostedOperation.DivideError => DivideError(),
                _ => Perform(operation, a, b, c, d),
            };
        }
        catch (UnsupportedGuestException unsupported)
        {
            throw refusals.Refuse(operation.ToString(), unsupported.Message);
        }
    }

    /// <summary>An exception that kernel code is about to handle: the machine's own pass through.</summary>
    public void Caught(object exception)
    {
        if (exception is MachineEndedException or HostedRefusalException) ExceptionDispatchInfo.Throw((Exception)exception);
    }

    /// <summary>HLT.</summary>
    public void Halt()
    {
        long delivered = Machine.Statistics.EventsDelivered;
        if (board.Delivery.InterruptsOff) Machine.Stop(MachineEnding.HaltedForever(board.Place.Describe()));
        while (Machine.Statistics.EventsDelivered == delivered)
        {
            LookUp();
            if (Machine.Statistics.EventsDelivered != delivered) return;
            if (board.Timers.NextDeadline == TimerQueue.Never) WaitForInput();
            else board.Clock.Wait(board.Timers.NextDeadline, _wake);
            _wake.Reset();
        }
    }

    private void WaitForInput()
    {
        if (!TypeAhead()) rest();
    }

    private ulong Perform(HostedOperation operation, ulong a, ulong b, ulong c, ulong d)
    {
        board.Clock.Spend();
        Machine.Statistics.CountExit(ExitKind.Operation);
        try
        {
            return operations.Perform(operation, a, b, c, d);
        }
        catch (GuestFaultException fault)
        {
            Machine.DeliverEvent(fault.Event);
            return 0;
        }
    }

    /// <summary>The access is made again until the kernel's #PF handler has mapped the page, as a processor does.</summary>
    private ulong Reach(ulong address, int bytes, bool write)
    {
        while (true)
        {
            try
            {
                return (ulong)board.Pointers.Reach(address, bytes, write);
            }
            catch (GuestFaultException fault)
            {
                Machine.DeliverEvent(fault.Event);
                LookUp();
            }
        }
    }

    /// <summary>Without a handler the division itself throws, as it would in an image.</summary>
    private ulong DivideError()
    {
        if (!kernel.Handles(ExceptionVector.DE)) return 0;
        Machine.DeliverEvent(GuestEvent.Exception(ExceptionVector.DE));
        throw refusals.Refuse("the return of the #DE handler", "it would go back to the division, which would fault again for ever");
    }

    /// <summary>Between two operations.</summary>
    private void LookUp()
    {
        RequireRunning();
        board.Clock.Stop();
        if (EndRequested() is { } ending) Machine.Stop(ending);
        if (board.Timers.NextDeadline <= board.Clock.Nanoseconds) Machine.Kick();
        Machine.Poll();
        if (board.Serial.BytesWritten != _bytesSeen) ShowOutput();
        RequireRunning();
        kernel.Grant(board.Clock.Grant(board.Timers.NextDeadline));
    }

    private void ShowOutput()
    {
        _bytesSeen = board.Serial.BytesWritten;
        board.Serial.Flush();
        if (Enough()) rest();
    }

    private void RequireRunning()
    {
        if (Machine.Ending is not null) throw new MachineEndedException();
    }
}
