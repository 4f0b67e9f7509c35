namespace Hyperweave.Guest;

/// <summary>The 8254 interval timer (Intel 8254 data sheet): channel 0 drives IRQ 0, channel 2 the speaker.</summary>
public static class Pit
{
    /// <summary>Ticks in a second.</summary>
    public const uint Frequency = 1_193_182;

    private const ushort Channel0 = 0x40;
    private const ushort Channel2 = 0x42;
    private const ushort Command = 0x43;
    private const ushort SystemControl = 0x61;
    private const byte BothBytes = 0x30;
    private const byte SelectChannel2 = 0x80;
    private const byte RateGenerator = 0x04;
    private const byte Channel2Gate = 0x01;
    private const byte SpeakerData = 0x02;
    private const byte Channel2Output = 0x20;
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Mode 0: one IRQ 0 after the interval in nanoseconds, at least one tick, at most 65,535 (54.9 ms).</summary>
    public static void OneShot(ulong nanoseconds)
    {
        Port.Out8(Command, BothBytes);
        WriteCount(Channel0, TicksOf(nanoseconds));
    }

    /// <summary>Mode 2: IRQ 0 at a rate in hertz, from 19 up to 1,193,182.</summary>
    public static void Periodic(uint hertz)
    {
        Port.Out8(Command, BothBytes | RateGenerator);
        WriteCount(Channel0, (ushort)(Frequency / hertz));
    }

    /// <summary>The count for an interval, within what 16 bits hold.</summary>
    internal static ushort TicksOf(ulong nanoseconds)
    {
        if (nanoseconds >= Timer.LongestInterval)
            return ushort.MaxValue;
        return (ushort)Math.Max(nanoseconds * Frequency / NanosecondsPerSecond, 1);
    }

    /// <summary>Starts channel 2 in mode 0, silent; <see cref="Channel2Done"/> tells when it has counted to zero.</summary>
    internal static void StartChannel2(ushort ticks)
    {
        Port.Out8(SystemControl, (byte)((Port.In8(SystemControl) & ~SpeakerData) | Channel2Gate));
        Port.Out8(Command, SelectChannel2 | BothBytes);
        WriteCount(Channel2, ticks);
    }

    internal static bool Channel2Done() => (Port.In8(SystemControl) & Channel2Output) != 0;

    private static void WriteCount(ushort channel, ushort ticks)
    {
        Port.Out8(channel, (byte)ticks);
        Port.Out8(channel, (byte)(ticks >> 8));
    }
}
