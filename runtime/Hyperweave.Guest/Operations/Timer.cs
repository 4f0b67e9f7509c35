namespace Hyperweave.Guest;

/// <summary>Time since boot and the one-shot timer.</summary>
[NativeForm]
public static class Timer
{
    /// <summary>
    /// The longest one-shot interval of the native form, in nanoseconds: 65,535 ticks of the 8254. A longer one is cut to it.
    /// </summary>
    public const ulong LongestInterval = 54_924_000;

    /// <summary>Nanoseconds since the first call; monotonic. Natively the time-stamp counter, calibrated in at most 10 ms.</summary>
    public static ulong Nanoseconds() => NativeMachine.Nanoseconds();

    /// <summary>
    /// Raises one interrupt after an interval. The native form is channel 0 of the 8254, whose interrupt is IRQ 0: the
    /// vector must be <see cref="Pic.FirstVector"/>, or ArgumentOutOfRangeException. A new request replaces one under way.
    /// </summary>
    public static void OneShot(ulong nanosecondsFromNow, byte vector) => NativeMachine.OneShot(nanosecondsFromNow, vector);

    /// <summary>Tells the interrupt controller that the interrupt of this vector has been handled. Vectors it does not own: nothing.</summary>
    public static void EndOfInterrupt(byte vector) => NativeMachine.EndOfInterrupt(vector);
}
