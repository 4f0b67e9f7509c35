using System.Diagnostics.CodeAnalysis;

namespace Hyperweave.Guest;

/// <summary>Console, clock and end of a PC, with its own devices.</summary>
[NativeForm]
internal static class PcMachine
{
    private const ushort DebugExitPort = 0xF4;

    internal static ulong Nanoseconds() => TimeStampClock.Nanoseconds();

    internal static void OneShot(ulong interval, byte vector)
    {
        if (vector != Pic.FirstVector)
            throw new ArgumentOutOfRangeException(nameof(vector), "The 8254 interrupts at vector 0x20 only.");
        Pit.OneShot(interval);
    }

    internal static void EndOfInterrupt(byte vector) => Pic.EndOfInterrupt(vector);

    internal static void ConsoleWrite(ReadOnlySpan<byte> bytes) => Uart.Write(bytes);

    [DoesNotReturn]
    internal static void Shutdown(int status)
    {
        Native.Out8(DebugExitPort, (uint)(byte)status);
        Native.Cli();
        while (true)
            Native.Hlt();
    }
}
