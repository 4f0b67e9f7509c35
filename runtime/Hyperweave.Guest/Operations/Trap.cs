namespace Hyperweave.Guest;

/// <summary>The ways into the kernel from interrupts, exceptions and system calls, and the way back.</summary>
[NativeForm]
public static unsafe class Trap
{
    private const uint Efer = 0xC000_0080;
    private const uint Star = 0xC000_0081;
    private const uint Lstar = 0xC000_0082;
    private const uint Fmask = 0xC000_0084;
    private const ulong SystemCallExtensions = 1;

    // RFLAGS bits that SYSCALL clears: TF, IF, DF, NT, AC.
    private const ulong MaskedFlags = 0x4_4700;

    /// <summary>Where an IDT gate of this vector must lead: a stub that builds an <see cref="InterruptFrame"/> and dispatches it.</summary>
    public static ulong StubAddress(byte vector) => Native.TrapStubs()[vector];

    /// <summary>Where SYSCALL must lead: its stub dispatches with vector <see cref="InterruptFrame.SystemCallVector"/>.</summary>
    public static ulong SyscallStubAddress() => Native.SyscallStub();

    /// <summary>The stack on which traps and system calls from user mode begin. Per thread: set it at each switch.</summary>
    public static void SetKernelStack(ulong top)
    {
        TaskState.SetKernelStack(top);
        Native.SetSyscallStack(top);
    }

    /// <summary>Loads all registers from the frame and continues there, in ring 0 or 3. Does not return.</summary>
    public static void Resume(InterruptFrame* frame) => Native.ResumeFrame(frame);

    /// <summary>Enables SYSCALL and SYSRET with the selectors of <see cref="SegmentSelectors"/> (Intel SDM 3A 5.8.8).</summary>
    public static void EnableSystemCalls()
    {
        // SYSRET takes CS from STAR[63:48] + 16 and SS from + 8: user data lies before user code for this reason.
        const ulong selectors = ((ulong)(SegmentSelectors.KernelData | 3) << 48) | ((ulong)SegmentSelectors.KernelCode << 32);
        Native.Wrmsr(Star, selectors);
        Native.Wrmsr(Lstar, Native.SyscallStub());
        Native.Wrmsr(Fmask, MaskedFlags);
        Native.Wrmsr(Efer, Native.Rdmsr(Efer) | SystemCallExtensions);
    }
}
