namespace Hyperweave.Vmm.Host;

/// <summary>
/// Offsets in a <see cref="ProcessorContext"/>, which generated code reaches through GS. The first 4 KiB are
/// <see cref="CpuState"/>; here stands what the host keeps beside it. Eight bytes each, where nothing else is said.
/// </summary>
internal static class ContextLayout
{
    // CpuState, as far as generated code needs it; a test compares these with the structure.
    internal const int Gpr = 0x000, Rip = 0x080, Rflags = 0x088, InterruptFlag = 0x090;
    /// <summary>MXCSR and XMM0–XMM15 at their places in FXSAVE64's format (Intel SDM 1 10.5.1).</summary>
    internal const int Mxcsr = 0x400 + 24, Xmm = 0x400 + 160;
    internal const int Xcr0 = 0x0D8, YmmHigh = 0x600;

    /// <summary>The host's stack pointer while guest code runs.</summary>
    internal const int HostRsp = 0x1000;
    /// <summary>Why guest code was left: see <see cref="ExitCode"/>.</summary>
    internal const int Exit = 0x1008;
    /// <summary>After <see cref="ExitCode.Fault"/> and <see cref="ExitCode.Requested"/>: the host RIP that was interrupted.</summary>
    internal const int FaultRip = 0x1010;
    /// <summary>After a fault: CR2, which holds nothing of use after #GP (a non-canonical address).</summary>
    internal const int FaultAddress = 0x1018;
    /// <summary>After a fault: the processor's exception vector.</summary>
    internal const int FaultTrap = 0x1020;
    /// <summary>After a fault: the processor's error code.</summary>
    internal const int FaultError = 0x1028;
    /// <summary>The host address at which <see cref="NativeEntry.Enter"/> starts guest code.</summary>
    internal const int EntryRip = 0x1030;
    /// <summary>For the engine: a mask for PEXT, and the negated bias of the stack's window.</summary>
    internal const int IndexMask = 0x1038, NegatedStackBias = 0x1040;
    /// <summary>Non-zero once an exit has been asked for. Enter leaves at once then; generated code may poll it.</summary>
    internal const int PendingFlag = 0x1048;
    /// <summary>Scratch of generated code: eight words.</summary>
    internal const int Temp0 = 0x1050;
    /// <summary>Non-zero from Enter to the end of the exit: what the signal handlers decide by.</summary>
    internal const int InGuest = 0x1090;
    /// <summary>Non-zero where guest state is precise at every instruction, so that the exit signal may leave anywhere.</summary>
    internal const int AsynchronousExit = 0x1098;
    /// <summary>
    /// Non-zero where generated code is to leave before it lets the guest take interrupts, or changes its privilege. What the bits stand for
    /// is the engine's, but for the lowest: something waits.
    /// </summary>
    internal const int SlowFlags = 0x10A0;
    /// <summary>The host's MXCSR while guest code runs: 4 bytes.</summary>
    internal const int HostMxcsr = 0x1100;

    /// <summary>A page of its own that generated code may read as its poll; without access it is a stop request.</summary>
    internal const int PollPage = 0x2000;
    /// <summary>Never with access: a poll that has moved on past the end of its page faults here.</summary>
    internal const int TurnsPage = PollPage + 0x1000;
    /// <summary>From here on the engine's own.</summary>
    internal const int Engine = 0x4000;
}

/// <summary>Values at <see cref="ContextLayout.Exit"/>. An engine's own, set by its generated code, start at <see cref="FirstOfEngine"/>.</summary>
internal static class ExitCode
{
    /// <summary>A synchronous signal: the guest's instruction faulted.</summary>
    internal const ulong Fault = 1;
    /// <summary>An exit was asked for, before or while guest code ran.</summary>
    internal const ulong Requested = 2;
    /// <summary>Through <see cref="NativeEntry.CallExit"/>.</summary>
    internal const ulong Call = 3;
    /// <summary>Through <see cref="NativeEntry.ReturnExit"/>.</summary>
    internal const ulong Return = 4;
    /// <summary>Through <see cref="NativeEntry.SystemCallExit"/>.</summary>
    internal const ulong SystemCall = 5;
    internal const ulong FirstOfEngine = 16;
}
