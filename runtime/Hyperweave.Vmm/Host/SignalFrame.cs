namespace Hyperweave.Vmm.Host;

/// <summary>
/// Offsets in the ucontext_t that the kernel passes to a signal handler in RDX (Linux arch/x86/include/uapi/asm/ucontext.h
/// and sigcontext.h, 64-bit).
/// </summary>
internal static class SignalFrame
{
    /// <summary>In the siginfo_t that it passes in RSI: si_code, 4 bytes, and what it is for a timer's signal (SI_TIMER).</summary>
    internal const int Cause = 8, CauseTimer = -2;
    /// <summary>The alternate stack in force: stack_t.</summary>
    internal const int StackPointer = 16, StackSize = 32;
    /// <summary>Of the interrupted code.</summary>
    internal const int Rsp = 160, Rip = 168, Eflags = 176, Error = 192, Trap = 200, Cr2 = 216;
    /// <summary>Address of the saved FPU state, which stands above the ucontext in the same frame.</summary>
    internal const int FloatingPoint = 224;
    /// <summary>Mask of blocked signals that returning restores: 8 bytes.</summary>
    internal const int Mask = 296;
    /// <summary>In the FPU state: 32 bits, bytes of it in all (struct _fpx_sw_bytes.extended_size).</summary>
    internal const int ExtendedSize = 468;
}
