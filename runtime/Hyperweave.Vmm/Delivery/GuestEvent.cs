namespace Hyperweave.Vmm.Delivery;

/// <summary>Where an event comes from; the processor treats the three differently (Intel SDM 3A 6.4, 6.12).</summary>
public enum EventSource
{
    Exception,
    ExternalInterrupt,
    /// <summary>INT n, INT3, INTO: the gate's DPL is checked.</summary>
    SoftwareInterrupt,
}

/// <summary>One event on its way to the guest's handler.</summary>
/// <param name="ErrorCode">Null where the processor pushes none.</param>
/// <param name="Address">For CR2, with #PF only.</param>
public readonly record struct GuestEvent(byte Vector, EventSource Source, uint? ErrorCode = null, ulong Address = 0)
{
    public static GuestEvent Exception(byte vector, uint? errorCode = null) => new(vector, EventSource.Exception, errorCode);
    public static GuestEvent PageFault(ulong address, uint errorCode) =>
        new(ExceptionVector.PF, EventSource.Exception, errorCode, address);
    public static GuestEvent Interrupt(byte vector) => new(vector, EventSource.ExternalInterrupt);
}

/// <summary>Takes events to the guest's handlers: through the IDT, or through a paravirtual guest's trap table.</summary>
public interface IEventDelivery
{
    /// <summary>An external interrupt would be taken at this instruction boundary.</summary>
    bool AcceptsInterrupts { get; }

    /// <summary>HLT would never end: external interrupts are off, and the guest does not run to turn them on.</summary>
    bool InterruptsOff { get; }

    /// <summary>Enters the handler: pushes the frame and sets CS:RIP. For faults RIP must be at the instruction.</summary>
    /// <exception cref="TripleFaultException">Neither the handler nor that of #DF could be entered.</exception>
    void Deliver(in GuestEvent guestEvent);
}

/// <summary>The source of external interrupts, seen from the processor.</summary>
public interface IInterruptSource
{
    /// <summary>An interrupt waits to be taken.</summary>
    bool Pending { get; }

    /// <summary>Takes the most urgent one: its vector. Called only while <see cref="Pending"/>.</summary>
    byte Acknowledge();
}
