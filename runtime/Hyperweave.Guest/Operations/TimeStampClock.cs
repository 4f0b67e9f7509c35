namespace Hyperweave.Guest;

/// <summary>The native clock: the time-stamp counter, whose frequency the hypervisor tells or the 8254 measures.</summary>
[NativeForm]
internal static unsafe class TimeStampClock
{
    private const int Shift = 32;
    private const uint HypervisorPresent = 1u << 31;
    private const uint HypervisorLeaf = 0x4000_0000;
    private const uint TscFrequencyLeaf = 0x4000_0010;
    // 10 ms of the 8254.
    private const ushort CalibrationTicks = 11_932;

    private static ulong s_multiplier;
    private static ulong s_start;

    internal static ulong Nanoseconds()
    {
        if (s_multiplier == 0)
            Calibrate();
        return MultiplyShift.Scale(Native.Rdtsc() - s_start, s_multiplier, Shift);
    }

    private static void Calibrate()
    {
        var frequency = FrequencyFromHypervisor();
        if (frequency == 0)
            frequency = MeasureFrequency();
        s_multiplier = MultiplyShift.NanosecondMultiplier(frequency);
        s_start = Native.Rdtsc();
    }

    // In hertz, or 0 when the machine does not say.
    private static ulong FrequencyFromHypervisor()
    {
        var registers = stackalloc uint[4];
        Native.Cpuid(1, 0, registers);
        if ((registers[2] & HypervisorPresent) == 0)
            return 0;
        Native.Cpuid(HypervisorLeaf, 0, registers);
        if (registers[0] < TscFrequencyLeaf)
            return 0;
        Native.Cpuid(TscFrequencyLeaf, 0, registers);
        return registers[0] * 1000UL;
    }

    // Channel 2 counts without an interrupt, so the measurement works with interrupts disabled.
    private static ulong MeasureFrequency()
    {
        Pit.StartChannel2(CalibrationTicks);
        var before = Native.Rdtsc();
        while (!Pit.Channel2Done())
            Native.Pause();
        var ticks = Native.Rdtsc() - before;
        return ticks * Pit.Frequency / CalibrationTicks;
    }
}
