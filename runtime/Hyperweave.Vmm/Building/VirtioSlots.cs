using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Devices.Disks;
using Hyperweave.Vmm.Devices.Virtio;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Building;

/// <summary>Which virtio device is in which PCI slot, and what they have of the host.</summary>
internal sealed class VirtioSlots : IDisposable
{
    public const int Console = 2, Entropy = 3, FirstDisk = 4, MostDisks = PciBus.SlotCount - FirstDisk;

    /// <summary>Threads before the disks that they work on.</summary>
    private readonly List<IDisposable> _owned = [];

    /// <exception cref="FileNotFoundException">A disk image does not exist.</exception>
    /// <exception cref="DiskException">A file cannot be a disk, or there are too many.</exception>
    public VirtioSlots(PcPlatform platform, DeviceMemory memory, ProcessorInbox inbox, MachineOptions options)
    {
        if (options.Disks.Count > MostDisks) throw new DiskException($"{options.Disks.Count} disks: a machine has at most {MostDisks}");
        if (options.ConsoleOutput is { } output) ConsoleReceived = AttachConsole(platform, memory, inbox, output);
        platform.Attach(Entropy, new VirtioEntropy(), memory);
        for (int number = 0; number < options.Disks.Count; number++)
        {
            var option = options.Disks[number];
            var disk = Open(option);
            var thread = new DiskThread(inbox, $"disk {number}");
            _owned.AddRange([thread, disk]);
            platform.Attach(FirstDisk + number, new VirtioBlock(disk, Path.GetFileName(option.Path), thread), memory);
        }
    }

    /// <summary>Takes bytes for the virtio console, from any thread; null where there is none.</summary>
    public Action<byte[]>? ConsoleReceived { get; }

    public void Dispose()
    {
        foreach (var owned in _owned) owned.Dispose();
    }

    private static Action<byte[]> AttachConsole(PcPlatform platform, DeviceMemory memory, ProcessorInbox inbox, Stream output)
    {
        var console = new VirtioConsole(new SerialOutput(output));
        var transport = platform.Attach(Console, console, memory);
        return bytes => inbox.Post(() =>
        {
            console.Receive(bytes);
            transport.Notify(VirtioConsole.ReceiveQueue);
        });
    }

    private static IDisk Open(DiskOptions option)
    {
        var file = new DiskFile(option.Path, option.IsReadOnly || option.IsSnapshot);
        return option.IsSnapshot ? new SnapshotDisk(file) : file;
    }
}
