namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>The kernel and the busybox that tests/fetch-images.sh has brought.</summary>
internal static class LinuxImages
{
    // artifacts/images, beside artifacts/bin.
    public static string Folder { get; } = Environment.GetEnvironmentVariable("HYPERWEAVE_IMAGES")
        ?? Path.Combine(new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.FullName, "images");

    public static string Kernel => Path.Combine(Folder, "vmlinuz");

    public static string Busybox => Path.Combine(Folder, "busybox");

    /// <summary>Drivers of virtio on PCI, disks and random bytes, each after those that it needs.</summary>
    public static string[] VirtioModules =>
    [
        .. new[] { "virtio/virtio_ring", "virtio/virtio", "virtio/virtio_pci_modern_dev", "virtio/virtio_pci_legacy_dev", "virtio/virtio_pci", "block/virtio_blk", "char/hw_random/virtio-rng", "char/virtio_console" }
            .Select(name => Path.Combine(Folder, "modules", "kernel", "drivers", name + ".ko")),
    ];

    /// <param name="bits">x64 or ia32.</param>
    public static string Memtest(string bits) => Path.Combine(Folder, $"memtest86+{bits}.bin");

    public static void Require() => Skip.IfNot(File.Exists(Path.Combine(Folder, "complete")), $"no Linux kernel in {Folder}: run tests/fetch-images.sh");
}
