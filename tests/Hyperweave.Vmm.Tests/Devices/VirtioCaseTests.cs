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

    [SkippableFact]
    public void What_is_cached_is_read_without_waiting_and_what_has_changed_is_not()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)7, 8 * IDisk.SectorLength)]);
        byte[] sectors = new byte[2 * IDisk.SectorLength];
        using (var disk = new SnapshotDisk(new DiskFile(path, isReadOnly: true)))
        {
            disk.Read(0, sectors);
            Skip.IfNot(disk.TryReadAtOnce(IDisk.SectorLength, sectors), "this file system does not read without waiting");
            Assert.All(sectors, value => Assert.Equal(7, value));
            disk.Write(2 * IDisk.SectorLength, new byte[IDisk.SectorLength]);
            Assert.False(disk.TryReadAtOnce(IDisk.SectorLength, sectors));
            Assert.False(disk.TryReadAtOnce(2 * IDisk.SectorLength, sectors));
            Assert.True(disk.TryReadAtOnce(3 * IDisk.SectorLength, sectors));
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
