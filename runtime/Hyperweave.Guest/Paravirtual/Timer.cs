using System.Runtime.CompilerServices;
using System.Threading;
using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <summary>The paravirtual forms of <see cref="Guest.Timer"/>: the shared clock and a timer by hypercall, at any vector.</summary>
[NativeForm]
public static class Timer
{
    /// <inheritdoc cref="Guest.Timer.Nanoseconds"/>
    public static ulong Nanoseconds() => Shared.Active ? SharedClock() : NativeMachine.Nanoseconds();

    /// <inheritdoc cref="Guest.Timer.OneShot"/>
    public static void OneShot(ulong nanosecondsFromNow, byte vector)
    {
        if (!Shared.Active)
            NativeMachine.OneShot(nanosecondsFromNow, vector);
        else if (Shared.Call(Hypercall.SetTimer, SharedClock() + nanosecondsFromNow, vector) < 0)
            throw new ArgumentOutOfRangeException(nameof(vector));
    }

    /// <summary>Nothing: an event is over when it has been delivered.</summary>
    public static void EndOfInterrupt(byte vector)
    {
        if (!Shared.Active)
            NativeMachine.EndOfInterrupt(vector);
    }

    // A seqlock: the VMM makes the sequence odd while it writes, and what was read across a change is read again.
    private static ulong SharedClock()
    {
        while (true)
        {
            var sequence = Volatile.Read(ref Shared.Word(SharedPage.ClockSequence));
            var time = ReadClock();
            if ((sequence & 1) == 0 && Volatile.Read(ref Shared.Word(SharedPage.ClockSequence)) == sequence)
                return time;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong ReadClock()
    {
        var elapsed = Native.HypercallRdtsc() - Shared.Long(SharedPage.ClockTsc);
        var shift = (int)Shared.Word(SharedPage.ClockShift);
        return MultiplyShift.Scale(elapsed, Shared.Long(SharedPage.ClockMultiplier), shift) + Shared.Long(SharedPage.ClockNanoseconds);
    }
}
