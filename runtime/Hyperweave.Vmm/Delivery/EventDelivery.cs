namespace Hyperweave.Vmm.Delivery;

/// <summary>What happens when a handler cannot be entered: the next exception, #DF, and the end (Intel SDM 3A 6.15).</summary>
public abstract unsafe class EventDelivery : IEventDelivery
{
    protected abstract CpuState* Processor { get; }

    public abstract bool AcceptsInterrupts { get; }

    public abstract bool InterruptsOff { get; }

    public void Deliver(in GuestEvent guestEvent)
    {
        var current = guestEvent;
        while (true)
        {
            ushort task = Processor->Tr.Selector;
            try
            {
                Enter(current);
                return;
            }
            catch (GuestFaultException fault)
            {
                // The page fault that makes a double fault loads CR2 all the same: kernels tell a stack overflow by it.
                if (fault.Event.Vector == ExceptionVector.PF) SetFaultAddress(fault.Event.Address);
                if (current.Vector == ExceptionVector.DF && current.Source == EventSource.Exception)
                    throw new TripleFaultException(guestEvent, Cause(fault.Event));
                // A fault while entering INT n is reported at the instruction, not past it; one of a task that has been entered in that task.
                if (current.Source == EventSource.SoftwareInterrupt && Processor->Tr.Selector == task) Processor->Rip = current.Address;
                current = Combine(current, fault.Event);
            }
        }
    }

    /// <summary>Enters one event's handler.</summary>
    /// <exception cref="GuestFaultException">It cannot be entered; nothing has been changed but CR2, or another task entered.</exception>
    protected abstract void Enter(in GuestEvent guestEvent);

    /// <summary>Loads CR2.</summary>
    protected virtual void SetFaultAddress(ulong address) => Processor->Cr2 = address;

    /// <summary>RFLAGS for the frame. RF is set for faults, so that a code breakpoint is not met again (Intel SDM 3B 17.3.1.1).</summary>
    protected static ulong PushedFlags(ulong flags, in GuestEvent guestEvent)
    {
        bool fault = guestEvent.Source == EventSource.Exception
            && guestEvent.Vector is not (ExceptionVector.DB or ExceptionVector.BP or ExceptionVector.OF or ExceptionVector.DF);
        return flags | (fault ? Rflags.RF : 0);
    }

    /// <summary>Which exception follows from a second one while the first was being entered (Intel SDM 3A 6.15, table 6-5).</summary>
    private static GuestEvent Combine(in GuestEvent first, in GuestEvent second)
    {
        bool faultAgain = first.Source == EventSource.Exception
            && (IsContributory(first.Vector) ? IsContributory(second.Vector)
                : first.Vector == ExceptionVector.PF && (second.Vector == ExceptionVector.PF || IsContributory(second.Vector)));
        return faultAgain ? GuestEvent.Exception(ExceptionVector.DF, 0) : second;
    }

    private static bool IsContributory(byte vector) =>
        vector is ExceptionVector.DE or ExceptionVector.TS or ExceptionVector.NP or ExceptionVector.SS or ExceptionVector.GP;

    private static string Cause(in GuestEvent last) => last.Vector == ExceptionVector.PF
        ? $"#PF on 0x{last.Address:X} while entering #DF"
        : $"{ExceptionVector.Name(last.Vector)}(0x{last.ErrorCode ?? 0:X}) while entering #DF";
}
