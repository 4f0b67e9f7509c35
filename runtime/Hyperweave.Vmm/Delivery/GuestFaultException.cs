namespace Hyperweave.Vmm.Delivery;

/// <summary>An operation raised an exception in the guest; nothing of the operation has happened.</summary>
public sealed class GuestFaultException(GuestEvent guestEvent) : Exception(ExceptionVector.Name(guestEvent.Vector))
{
    public GuestEvent Event { get; } = guestEvent;

    public static GuestFaultException GeneralProtection(uint errorCode = 0) => new(GuestEvent.Exception(ExceptionVector.GP, errorCode));
    public static GuestFaultException InvalidOpcode() => new(GuestEvent.Exception(ExceptionVector.UD));
    public static GuestFaultException StackFault(uint errorCode = 0) => new(GuestEvent.Exception(ExceptionVector.SS, errorCode));
    public static GuestFaultException NotPresent(uint errorCode) => new(GuestEvent.Exception(ExceptionVector.NP, errorCode));
    public static GuestFaultException InvalidTss(uint errorCode) => new(GuestEvent.Exception(ExceptionVector.TS, errorCode));
    public static GuestFaultException PageFault(GuestMemory.PageFault fault) => new(GuestEvent.PageFault(fault.Address, fault.ErrorCode));
}

/// <summary>The processor would shut down (Intel SDM 3A 6.15, #DF).</summary>
/// <param name="first">The event that began it.</param>
/// <param name="cause">Why the last handler could not be entered.</param>
public sealed class TripleFaultException(GuestEvent first, string cause) : Exception($"triple fault: {ExceptionVector.Name(first.Vector)}, then {cause}")
{
    public GuestEvent First { get; } = first;
}
