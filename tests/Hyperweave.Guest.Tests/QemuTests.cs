using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Hyperweave.Guest.Tests;

/// <summary>
/// The samples on an independent machine. Both images of each must print what the file under tests/Cases/guest says: the
/// paravirtual one finds no hypervisor here and uses the instructions.
/// </summary>
public sealed partial class QemuTests
{
    private const string Emulator = "qemu-system-x86_64";

    // Platform.Shutdown(0) by the debug-exit device.
    private const int SuccessStatus = 1;
    private const int SecondsToWait = 60;
    private const string AllNano = "call+ret,cli+sti,pushf+popf,in,out,cpuid,rdtsc,read-cr3,write-cr3,invlpg,page-table-edit,page-fault,"
        + "divide-error,syscall+sysret,context-switch,hypercall,timer-interrupt";

    [SkippableTheory]
    [InlineData("Threads", "elf", "")]
    [InlineData("Threads", "pv.elf", "")]
    [InlineData("Nanobench", "elf", "quick canary=7fff12345678 only=" + AllNano + ",crc32,strings,dictionary")]
    [InlineData("Nanobench", "pv.elf", "quick canary=7fff12345678 only=" + AllNano + ",crc32,strings,dictionary")]
    public void SampleBoots(string sample, string suffix, string commandLine)
    {
        Skip.IfNot(IsInstalled(), Emulator + " is not installed");
        var (status, lines) = Boot(Image(sample, suffix), commandLine);
        Assert.Equal(CaseFile.Lines(sample + ".output.txt"), lines.Select(WithoutTimes));
        Assert.Equal(SuccessStatus, status);
    }

    [GeneratedRegex(@"[0-9]+\.[0-9]{3}")]
    private static partial Regex Times();

    private static string WithoutTimes(string line) => Times().Replace(line, "#");

    // Beside this test project's own output, by the same configuration.
    private static string Image(string sample, string suffix)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(output.Parent!.Parent!.FullName, sample, output.Name, $"{sample}.{suffix}");
    }

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Emulator)));

    private static (int Status, List<string> Lines) Boot(string image, string commandLine)
    {
        Assert.True(File.Exists(image), $"{image} has not been built");
        string[] arguments =
        [
            "-accel", "tcg", "-m", "256", "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", image, "-append", commandLine,
        ];
        using var process = Process.Start(new ProcessStartInfo(Emulator, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(SecondsToWait)))
            process.Kill();
        process.WaitForExit();
        return (process.ExitCode, [.. output.GetAwaiter().GetResult().Split('\n').SkipLast(1)]);
    }
}
