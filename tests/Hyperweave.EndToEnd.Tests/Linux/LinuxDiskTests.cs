using System.Diagnostics;
using System.Globalization;

namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>
/// Debian's cloud kernel with its own virtio drivers on an ext4 disk. e2fsck and mkfs.ext4 of the host are the judges. The long form is
/// HYPERWEAVE_DISK=200: that many megabytes.
/// </summary>
public sealed class LinuxDiskTests : IDisposable
{
    private static readonly TimeSpan boot = TimeSpan.FromMinutes(4), command = TimeSpan.FromMinutes(2);
    private static readonly int megabytes = int.Parse(Environment.GetEnvironmentVariable("HYPERWEAVE_DISK") ?? "32", CultureInfo.InvariantCulture);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hyperweave-disk");

    private string Disk => Path.Combine(_folder.FullName, "disk.img");

    [SkippableFact]
    public void WhatWasSyncedSurvivesTheEndOfTheMachineInTheMiddleOfWriting()
    {
        LinuxImages.Require();
        Skip.IfNot(File.Exists("/usr/sbin/mkfs.ext4") && File.Exists("/usr/sbin/e2fsck"), "no e2fsprogs on this host");
        using (var file = File.Create(Disk)) file.SetLength((megabytes * 2L + 64) << 20);
        Assert.Equal(0, RunTool("/usr/sbin/mkfs.ext4", "-q", Disk));

        string sum;
        using (var console = Boot())
        {
            console.Command($"dd if=/dev/hwrng of=/tmp/seed bs=64 count=1; dd if=/dev/urandom of=/tmp/data bs=1M count={megabytes} 2>/dev/null", command);
            sum = console.Command("sync; md5sum /tmp/data", command);
            console.Command("(while :; do dd if=/dev/urandom of=/tmp/more bs=64k count=40; rm /tmp/more; done) >/dev/null 2>&1 & sleep 2", command);
        }
        Assert.Matches("^[0-9a-f]{32}  /tmp/data$", sum);
        Assert.InRange(RunTool("/usr/sbin/e2fsck", "-fy", Disk), 0, 1);
        Assert.Equal(0, RunTool("/usr/sbin/e2fsck", "-fn", Disk));

        using var second = Boot();
        Assert.Equal(sum, second.Command("md5sum /tmp/data", command));
        Assert.Equal("64", second.Command("wc -c </tmp/seed", command));
        second.Send("umount /tmp; poweroff -f");
        Assert.Equal(0, second.WaitForEnd(command));
    }

    /// <summary>A shell, with the disk at /tmp.</summary>
    private SerialConsole Boot()
    {
        string initial = Path.Combine(_folder.FullName, "initrd");
        File.WriteAllBytes(initial, InitialRamDisk.WithShell(LinuxImages.Busybox, LinuxImages.VirtioModules));
        var console = new SerialConsole("run", "--kernel", LinuxImages.Kernel, "--initrd", initial, "--append", "console=ttyS0 panic=-1", "--disk", Disk);
        console.Await("reached the initial RAM disk", boot);
        Assert.Equal("mounted", console.Command("mount -t ext4 /dev/vda /tmp && echo mounted", command).Split('\n')[^1].Trim());
        return console;
    }

    private static int RunTool(params string[] words)
    {
        using var tool = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = tool.StandardError.ReadToEndAsync();
        tool.StandardOutput.ReadToEnd();
        tool.WaitForExit();
        return tool.ExitCode;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
