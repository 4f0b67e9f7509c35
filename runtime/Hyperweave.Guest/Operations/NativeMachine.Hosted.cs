using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Hyperweave.Guest;

/// <summary>Console, clock and end of a hosted process.</summary>
[NativeForm]
internal static class NativeMachine
{
    private static readonly Stream s_output = Console.OpenStandardOutput();
    private static readonly long s_start = Stopwatch.GetTimestamp();

    internal static bool IsHosted => true;

    internal static ulong Nanoseconds() => (ulong)Stopwatch.GetElapsedTime(s_start).Ticks * 100;

    internal static void OneShot(ulong interval, byte vector) =>
        throw new PlatformNotSupportedException("Timer.OneShot raises an interrupt: it works in an image, not in a hosted process.");

    internal static void EndOfInterrupt(byte vector) =>
        throw new PlatformNotSupportedException("Timer.EndOfInterrupt needs an interrupt controller: it works in an image, not in a hosted process.");

    internal static void ConsoleWrite(ReadOnlySpan<byte> bytes)
    {
        s_output.Write(bytes);
        s_output.Flush();
    }

    [DoesNotReturn]
    internal static void Shutdown(int status) => Environment.Exit(status);
}
