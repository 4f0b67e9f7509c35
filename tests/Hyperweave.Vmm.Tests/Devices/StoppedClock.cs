using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Tests.Devices;

/// <summary>No time passes.</summary>
internal sealed class StoppedClock : IMachineClock, ITimeStampCounter
{
    public ulong Nanoseconds => 0;
    public ulong Read() => 0;
    public ulong Frequency => 1_000_000_000;
}
