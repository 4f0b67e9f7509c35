using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Hyperweave.Guest.Hosting;

namespace Hyperweave.Guest;

/// <summary>Console, clock and end: a hosted machine's, which is a PC; without one, the process's.</summary>
[NativeForm]
internal static class NativeMachine
{
    private static readonly long s_start = Stopwatch.GetTimestamp();

    internal static bool IsHosted => !HostedProcessor.IsAttached;

    internal static ulong Nanoseconds() => HostedProcessor.IsAttached ? PcMachine.Nanoseconds() : (ulong)Stopwatch.GetElapsedTime(s_start).Ticks * 100;

    internal static void OneShot(ulong interval, byte vector)
    {
        RequireMachine("Timer.OneShot");
        PcMachine.OneShot(interval, vector);
    }

    internal static void EndOfInterrupt(byte vector)
    {
        RequireMachine("Timer.EndOfInterrupt");
        PcMachine.EndOfInterrupt(vector);
    }

    internal static void ConsoleWrite(ReadOnlySpan<byte> bytes)
    {
        if (HostedProcessor.IsAttached)
            PcMachine.ConsoleWrite(bytes);
        else
            ProcessOutput.Write(bytes);
    }

    [DoesNotReturn]
    internal static void Shutdown(int status)
    {
        if (HostedProcessor.IsAttached)
            PcMachine.Shutdown(status);
        Environment.Exit(status);
    }

    private static void RequireMachine(string operation)
    {
        if (!HostedProcessor.IsAttached)
            throw HostedProcessor.NoProcessor(operation);
    }

    // A class of its own, so that a machine's kernel does not open the process's console.
    private static class ProcessOutput
    {
        private static readonly Stream s_stream = Console.OpenStandardOutput();

        internal static void Write(ReadOnlySpan<byte> bytes)
        {
            s_stream.Write(bytes);
            s_stream.Flush();
        }
    }
}
