using System.Diagnostics;

namespace Hyperweave.Vmm.Time;

/// <summary>Time since the machine was switched on, from the host's monotonic clock.</summary>
public interface IMachineClock
{
    ulong Nanoseconds { get; }
}

/// <summary>The host's monotonic clock, zero at construction.</summary>
public sealed class HostClock : IMachineClock
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <remarks>On Linux, .NET's stopwatch counts nanoseconds.</remarks>
    public ulong Nanoseconds => (ulong)(Stopwatch.GetTimestamp() - _start);
}
