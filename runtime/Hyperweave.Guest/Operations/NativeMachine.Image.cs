using System.Diagnostics.CodeAnalysis;

namespace Hyperweave.Guest;

/// <summary>Console, clock and end of the machine that an image runs on: a PC.</summary>
[NativeForm]
internal static class NativeMachine
{
    internal static bool IsHosted => false;

    internal static ulong Nanoseconds() => PcMachine.Nanoseconds();

    internal static void OneShot(ulong interval, byte vector) => PcMachine.OneShot(interval, vector);

    internal static void EndOfInterrupt(byte vector) => PcMachine.EndOfInterrupt(vector);

    internal static void ConsoleWrite(ReadOnlySpan<byte> bytes) => PcMachine.ConsoleWrite(bytes);

    [DoesNotReturn]
    internal static void Shutdown(int status) => PcMachine.Shutdown(status);
}
