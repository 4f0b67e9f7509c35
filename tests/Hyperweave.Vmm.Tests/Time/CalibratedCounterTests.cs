using Hyperweave.Vmm.Time;
using Xunit;

namespace Hyperweave.Vmm.Tests.Time;

public sealed class CalibratedCounterTests
{
    private const ulong Gigahertz2 = 2_000_000_000;

    /// <summary>A host on which the thread loses the processor for 20 ms between reading one clock and the other, at every seventh reading.</summary>
    private sealed class BusyHost : IMachineClock
    {
        private ulong _now = 1_000_000;
        private int _reads;

        public ulong Nanoseconds => Advance();

        public ulong ReadCounter() => Advance() * (Gigahertz2 / 1_000_000_000);

        private ulong Advance() => _now += ++_reads % 7 == 0 ? 20_000_000UL : 20;
    }

    [Fact]
    public void FrequencyIsRightOnABusyHost()
    {
        var host = new BusyHost();
        Assert.InRange(new CalibratedCounter(host.ReadCounter, host).Frequency, Gigahertz2 - 100_000, Gigahertz2 + 100_000);
    }
}

