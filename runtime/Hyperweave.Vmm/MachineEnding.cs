namespace Hyperweave.Vmm;

/// <summary>How a machine's run came to its end. docs/exit-status.md tells the same to users.</summary>
/// <param name="Status">The process's exit status, 0 to 255.</param>
/// <param name="Message">One sentence for a person; null where the guest ended as it wished.</param>
public sealed record MachineEnding(int Status, string? Message)
{
    /// <summary>Even numbers: the debug exit device's statuses are odd.</summary>
    public const int FaultStatus = 100, HaltStatus = 102, UnsupportedStatus = 104, ResetStatus = 106, PanicStatus = 108;
    public const int TimeoutStatus = 124, CancelledStatus = 130;

    /// <summary>The guest wrote to port 0xF4: the status that QEMU's isa-debug-exit gives.</summary>
    public static MachineEnding DebugExit(uint value) => new((int)(value << 1 | 1) & 0xFF, null);

    /// <summary>The guest switched the machine off.</summary>
    public static MachineEnding PowerOff(int status) => new(status & 0xFF, null);

    public static MachineEnding Fault(string message) => new(FaultStatus, message);
    public static MachineEnding HaltedForever(string where) => new(HaltStatus, $"the guest halted with interrupts off, for ever, at {where}");
    public static MachineEnding Unsupported(string message) => new(UnsupportedStatus, message);
    public static MachineEnding Reset(string cause) => new(ResetStatus, $"the guest reset the machine ({cause})");
    public static MachineEnding TimedOut(TimeSpan limit, string where) =>
        new(TimeoutStatus, $"timed out after {limit.TotalSeconds:0.###} s, the guest was at {where}");
    public static MachineEnding Killed(string where) => new(CancelledStatus, $"ended by the debugger, the guest was at {where}");
    public static MachineEnding Cancelled(string where) => new(CancelledStatus, $"cancelled, the guest was at {where}");
}
