using Hyperweave.Vmm.Devices;
using Xunit;

namespace Hyperweave.Vmm.Tests.Devices;

/// <summary>Register sequences by cases/machine/devices.txt, on the whole PC platform with a clock that the case sets.</summary>
public sealed class DeviceCaseTests
{
    public static IEnumerable<object[]> Cases => CaseFile.Rows("machine/devices.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Runs(string name, string steps)
    {
        using var bench = new DeviceBench();
        int number = 0;
        foreach (string step in steps.Split(';', StringSplitOptions.TrimEntries))
        {
            string? difference = bench.Perform(step);
            Assert.True(difference is null, $"{name}: step {++number} '{step}': {difference}");
        }
    }

    [Fact]
    public void NamesAreUnique() => Assert.Equal(Cases.Count(), Cases.Select(row => row[0]).Distinct().Count());

    [Fact]
    public void TwoDevicesCannotShareAPort()
    {
        var ports = new PortBus();
        ports.Attach(0x80, 1, new PostCodePort());
        Assert.Throws<InvalidOperationException>(() => ports.Attach(0x80, 1, new PostCodePort()));
    }
}
