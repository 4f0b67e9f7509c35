namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>The kernel and the busybox that tests/fetch-images.sh has brought.</summary>
internal static class LinuxImages
{
    // artifacts/images, beside artifacts/bin.
    private static readonly string folder = Environment.GetEnvironmentVariable("HYPERWEAVE_IMAGES")
        ?? Path.Combine(new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.FullName, "images");

    public static string Kernel => Path.Combine(folder, "vmlinuz");

    public static string Busybox => Path.Combine(folder, "busybox");

    /// <summary>Drivers of virtio on PCI, disks and random bytes, each after those that it needs.</summary>
    public static string[] VirtioModules =>
    [
        .. new[] { "virtio/virtio_ring", "virtio/virtio", "virtio/virtio_pci_modern_dev", "virtio/virtio_pci_legacy_dev", "virtio/virtio_pci", "block/virtio_blk", "char/hw_random/virtio-rng", "char/virtio_console" }
            .Select(name => Path.Combine(folder, "modules", "kernel", "drivers", name + ".ko")),
    ];

    /// <param name="bits">x64 or ia32.</param>
    public static string Memtest(string bits) => Path.Combine(folder, $"memtest86+{bits}.bin");

    public static void Require() => Skip.IfNot(File.Exists(Path.Combine(folder, "complete")), $"no Linux kernel in {folder}: run tests/fetch-images.sh");
}
