namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>Debian's cloud kernel with its own virtio-console driver: a shell on hvc0, and interrupts by message.</summary>
public sealed class LinuxConsoleTests : IDisposable
{
    private static readonly TimeSpan boot = TimeSpan.FromMinutes(4), command = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hyperweave-console");

    [SkippableFact]
    public void AShellOnTheVirtioConsoleTakesCommands()
    {
        LinuxImages.Require();
        string initial = Path.Combine(_folder.FullName, "initrd"), serial = Path.Combine(_folder.FullName, "serial");
        File.WriteAllBytes(initial, InitialRamDisk.WithShellOn("hvc0", LinuxImages.Busybox, LinuxImages.VirtioModules));
        using (var console = new SerialConsole("run", "--kernel", LinuxImages.Kernel, "--initrd", initial, "--append", "console=ttyS0 panic=-1", "--console", "stdio", "--serial", serial))
        {
            console.Await("/ # ", boot);
            Assert.Equal("/dev/hvc0", console.Command("tty", command));
            Assert.Matches("[1-9][0-9]* +PCI-MSI .*virtio0-input", console.Command("grep virtio0-input /proc/interrupts", command));
            Assert.Equal("40000", console.Command("dd if=/dev/zero bs=1000 count=40 2>/dev/null | tr '\\0' x >/tmp/x; wc -c </tmp/x", command));
            Assert.Equal(new string('x', 3000), console.Command("head -c 3000 /tmp/x; echo", command));
            console.Send("poweroff -f");
            Assert.Equal(0, console.WaitForEnd(command));
        }
        Assert.Contains("reached the initial RAM disk", File.ReadAllText(serial), StringComparison.Ordinal);
    }

    [Fact]
    public void StandardInputAndOutputBelongToOneLine()
    {
        var outcome = CommandLine.Run("run", "image", "--serial", "stdio", "--console", "stdio");
        Assert.Equal(64, outcome.Status);
        Assert.Contains("only one of them", outcome.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
