using System.Runtime.CompilerServices;
using System.Threading;
using Hyperweave.Abi;
using Hyperweave.Guest.Paravirtual;

namespace Hyperweave.Guest.Woven;

/// <summary>The shared clock, read where it is asked for. The rewriter calls it; see docs/rewriter.md.</summary>
[NativeForm]
public static class Clock
{
    /// <summary>Nanoseconds since boot: one look through the seqlock in place; bare metal, and a clock that is being written, go the long way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Nanoseconds()
    {
        if (!Shared.Active)
            return Paravirtual.Timer.Nanoseconds();
        var sequence = Volatile.Read(ref Shared.Word(SharedPage.ClockSequence));
        var time = Paravirtual.Timer.ReadClock();
        var isWhole = (sequence & 1) == 0 && Volatile.Read(ref Shared.Word(SharedPage.ClockSequence)) == sequence;
        return isWhole ? time : Paravirtual.Timer.Nanoseconds();
    }
}
