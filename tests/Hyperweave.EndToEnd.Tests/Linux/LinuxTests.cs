using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>
/// Debian's cloud kernel, unmodified, under the translation engine: a shell that takes commands, and power off through ACPI.
/// The long form is HYPERWEAVE_SOAK=600: that many seconds of busybox work.
/// </summary>
public sealed partial class LinuxTests : IDisposable
{
    private const string Prompt = "/ # ";
    private static readonly TimeSpan boot = TimeSpan.FromMinutes(4), command = TimeSpan.FromMinutes(1);
    private static readonly int soakSeconds = int.Parse(Environment.GetEnvironmentVariable("HYPERWEAVE_SOAK") ?? "5", CultureInfo.InvariantCulture);

    /// <summary>What a kernel prints when its machine misbehaves.</summary>
    private const string Troubles = "unstable|stall|lockup|BUG:|WARNING:|general protection|trap|Call Trace|Oops|MP-BIOS|hung";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hyperweave-linux");

    [SkippableFact]
    public void TheCompressedKernelReachesAShellAndPowersOff()
    {
        LinuxImages.Require();
        BootAndPowerOff(LinuxImages.Kernel);
    }

    [SkippableFact]
    public void TheElfKernelBootsByPvh()
    {
        LinuxImages.Require();
        string kernel = Path.Combine(_folder.FullName, "vmlinux");
        File.WriteAllBytes(kernel, KernelPayload.Unpack(File.ReadAllBytes(LinuxImages.Kernel)));
        BootAndPowerOff(kernel);
    }

    /// <summary>The kernel's code alone is several times as much: all code is forgotten again and again.</summary>
    [SkippableFact]
    public void ACodeCacheThatIsFarTooSmallChangesNothing()
    {
        LinuxImages.Require();
        string counters = Path.Combine(_folder.FullName, "counters.json");
        BootAndPowerOff(LinuxImages.Kernel, "--code-cache", "1M", "--stats", counters);
        using var json = JsonDocument.Parse(File.ReadAllBytes(counters));
        Assert.InRange(json.RootElement.GetProperty("codeCacheEvictions").GetInt32(), 5, int.MaxValue);
        Assert.InRange(json.RootElement.GetProperty("codeCacheBytes").GetInt32(), 1, 1 << 20);
    }

    private void BootAndPowerOff(string kernel, params string[] options)
    {
        string disk = Path.Combine(_folder.FullName, "initrd");
        File.WriteAllBytes(disk, InitialRamDisk.WithShell(LinuxImages.Busybox));
        using var console = new SerialConsole(["run", "--kernel", kernel, "--initrd", disk, "--append", "console=ttyS0 panic=-1", .. options]);
        console.Await("reached the initial RAM disk", boot);
        console.Await(Prompt, command);
        Assert.StartsWith("Linux", console.Command("uname -a", command));
        Assert.Equal("tsc", console.Command("cat /sys/devices/system/clocksource/clocksource0/current_clocksource", command));
        Assert.Equal("499500", console.Command("i=0; s=0; while [ $i -lt 1000 ]; do s=$((s+i)); i=$((i+1)); done; echo $s", command));
        Soak(console);
        Assert.Equal("", console.Command($"dmesg | grep -E '{Troubles}'", command));
        Assert.InRange(TimeLost(console), TimeSpan.Zero, console.Waited);
        console.Send("poweroff -f");
        Assert.Equal(0, console.WaitForEnd(command));
    }

    /// <summary>
    /// Linux says once how long it was, where handling its timers took so long that more of them were due, three times over
    /// (kernel/time/hrtimer.c). It may be so where the host was busy meanwhile; where it was not, the engine has stood still.
    /// </summary>
    private static TimeSpan TimeLost(SerialConsole console)
    {
        var stall = Stall().Match(console.Command("dmesg | grep hrtimer", command));
        return stall.Success ? TimeSpan.FromMilliseconds(double.Parse(stall.Groups[1].Value, CultureInfo.InvariantCulture) / 1e6) : TimeSpan.Zero;
    }

    [GeneratedRegex("hrtimer: interrupt took ([0-9]+) ns")]
    private static partial Regex Stall();

    /// <summary>Processes, pipes, files and arithmetic, again and again; each round's sum must be the same.</summary>
    private static void Soak(SerialConsole console)
    {
        const string round = "dd if=/bin/busybox bs=4k 2>/dev/null | gzip | gunzip | sha256sum; ls -lR /sys/class | sort | wc -l; cp /bin/busybox /tmp/b; cmp /bin/busybox /tmp/b; rm /tmp/b";
        string first = console.Command(round, command);
        Assert.Matches("^[0-9a-f]{64}  -", first);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < soakSeconds) Assert.Equal(first, console.Command(round, command));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
