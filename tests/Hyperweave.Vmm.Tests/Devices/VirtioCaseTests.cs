using Hyperweave.Vmm.Devices.Disks;
using Xunit;

namespace Hyperweave.Vmm.Tests.Devices;

/// <summary>Virtio devices by cases/machine/virtio.txt: what a good driver does, and what a bad one tries.</summary>
public sealed class VirtioCaseTests
{
    public static IEnumerable<object[]> Cases => CaseFile.Rows("machine/virtio.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Runs(string name, string device, string steps)
    {
        using var bench = new VirtioBench(device);
        int number = 0;
        foreach (string step in steps.Split(';', StringSplitOptions.TrimEntries))
        {
            string? difference = bench.Perform(step);
            Assert.True(difference is null, $"{name}: step {++number} '{step}': {difference}");
        }
    }

    [Fact]
    public void A_disk_that_is_open_cannot_be_opened_again_but_by_readers_among_themselves()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, new byte[IDisk.SectorLength]);
        using (new DiskFile(path, isReadOnly: false)) Assert.Throws<DiskException>(() => new DiskFile(path, isReadOnly: true));
        using (new DiskFile(path, isReadOnly: true))
        {
            new DiskFile(path, isReadOnly: true).Dispose();
            Assert.Throws<DiskException>(() => new DiskFile(path, isReadOnly: false));
        }
        File.Delete(path);
    }

    [Fact]
    public void A_disk_is_whole_sectors()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, new byte[IDisk.SectorLength + 1]);
        Assert.Contains("513 bytes", Assert.Throws<DiskException>(() => new DiskFile(path, isReadOnly: false)).Message);
        File.Delete(path);
    }
}
