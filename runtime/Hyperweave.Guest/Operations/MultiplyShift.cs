namespace Hyperweave.Guest;

/// <summary>Fixed-point scaling of counters to nanoseconds.</summary>
internal static class MultiplyShift
{
    /// <summary>(value × multiplier) >> shift, through 128 bits; shift is 1 to 63.</summary>
    internal static ulong Scale(ulong value, ulong multiplier, int shift)
    {
        var high = Math.BigMul(value, multiplier, out var low);
        return (high << (64 - shift)) | (low >> shift);
    }

    /// <summary>The multiplier that turns ticks of a frequency in hertz into nanoseconds at shift 32.</summary>
    internal static ulong NanosecondMultiplier(ulong frequency) => (1_000_000_000UL << 32) / frequency;
}
