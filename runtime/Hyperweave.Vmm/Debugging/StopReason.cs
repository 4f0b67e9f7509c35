namespace Hyperweave.Vmm.Debugging;

/// <summary>Why the guest is stopped, as gdb is told (GDB manual, "Stop Reply Packets"). Signal numbers are gdb's own.</summary>
internal enum StopReason
{
    /// <summary>At the first instruction, by a new gdb, or after a step: SIGTRAP.</summary>
    Stepped,
    /// <summary>Ctrl-C: SIGINT.</summary>
    Interrupted,
    Breakpoint,
    HardwareBreakpoint,
    /// <summary>The guest cannot go on, and its state is still there to look at: SIGSEGV.</summary>
    Died,
}

/// <summary>How a stopped guest goes on.</summary>
/// <param name="Start">A step goes on until RIP leaves the range from here.</param>
internal readonly record struct Resumption(bool IsStep, ulong Start = 0, ulong End = 0)
{
    internal bool Contains(ulong rip) => rip >= Start && rip < End;
}
