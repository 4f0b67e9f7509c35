using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Devices.Disks;
using Hyperweave.Vmm.Devices.Virtio;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Building;

/// <summary>Which virtio device is in which PCI slot.</summary>
internal static class VirtioSlots
{
    public const int Entropy = 3, FirstDisk = 4, MostDisks = PciBus.SlotCount - FirstDisk;

    /// <returns>The disks, opened, for their owner to dispose of.</returns>
    /// <exception cref="FileNotFoundException">A disk image does not exist.</exception>
    /// <exception cref="DiskException">A file cannot be a disk, or there are too many.</exception>
    public static IReadOnlyList<IDisk> Attach(PcPlatform platform, DeviceMemory memory, IReadOnlyList<DiskOptions> options)
    {
        if (options.Count > MostDisks) throw new DiskException($"{options.Count} disks: a machine has at most {MostDisks}");
        platform.Attach(Entropy, new VirtioEntropy(), memory);
        var disks = new List<IDisk>();
        foreach (var option in options)
        {
            var disk = Open(option);
            platform.Attach(FirstDisk + disks.Count, new VirtioBlock(disk, Path.GetFileName(option.Path)), memory);
            disks.Add(disk);
        }
        return disks;
    }

    private static IDisk Open(DiskOptions option)
    {
        var file = new DiskFile(option.Path, option.IsReadOnly || option.IsSnapshot);
        return option.IsSnapshot ? new SnapshotDisk(file) : file;
    }
}
