using System.Diagnostics.CodeAnalysis;

namespace Hyperweave.Guest;

/// <summary>The way from ring 0 into ring 3.</summary>
public static unsafe class UserMode
{
    private const ulong InterruptFlag = 1 << 9;
    // Bit 1 of RFLAGS always reads as 1.
    private const ulong FixedFlags = 1 << 1;

    /// <summary>
    /// Continues at a user-mode address with interrupts enabled, RDI holding the argument, on a stack with this top. The
    /// kernel stack of <see cref="Trap.SetKernelStack"/> is used afresh at the next trap; this call does not return.
    /// </summary>
    [DoesNotReturn]
    public static void Enter(ulong entry, ulong stackTop, ulong argument)
    {
        InterruptFrame frame = default;
        frame.Rdi = argument;
        frame.Rip = entry;
        frame.Cs = SegmentSelectors.UserCode;
        frame.Ss = SegmentSelectors.UserData;
        frame.Rflags = InterruptFlag | FixedFlags;
        // At a function's first instruction RSP is 8 below a multiple of 16, as after a CALL.
        frame.Rsp = (stackTop & ~15UL) - 8;
        Trap.Resume(&frame);
        throw new InvalidOperationException("Trap.Resume has returned.");
    }
}
