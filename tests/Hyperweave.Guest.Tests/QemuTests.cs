using System.Text.RegularExpressions;
using Hyperweave.Tests;
using Xunit;

namespace Hyperweave.Guest.Tests;

/// <summary>
/// The samples on an independent machine. Both images of each must print what the file under tests/Cases/guest says: the
/// paravirtual one finds no hypervisor here and uses the instructions.
/// </summary>
public sealed partial class QemuTests
{
    // Platform.Shutdown(0) by the debug-exit device.
    private const int SuccessStatus = 1;
    private const int SecondsToWait = 60;
    private const string AllNano = "call+ret,cli+sti,pushf+popf,in,out,cpuid,rdtsc,read-cr3,write-cr3,invlpg,page-table-edit,page-fault,"
        + "divide-error,syscall+sysret,context-switch,hypercall,timer-interrupt,timer-late-p99";

    [SkippableTheory]
    [InlineData("Threads", "elf", "")]
    [InlineData("Threads", "pv.elf", "")]
    [InlineData("Nanobench", "elf", "quick canary=7fff12345678 only=" + AllNano + ",crc32,strings,dictionary")]
    [InlineData("Nanobench", "pv.elf", "quick canary=7fff12345678 only=" + AllNano + ",crc32,strings,dictionary")]
    public void SampleBoots(string sample, string suffix, string commandLine)
    {
        Skip.IfNot(Qemu.IsInstalled, Qemu.Program + " is not installed");
        var image = Image(sample, suffix);
        Assert.True(File.Exists(image), $"{image} has not been built");
        var (status, output) = Qemu.Boot(image, megabytes: 256, TimeSpan.FromSeconds(SecondsToWait), commandLine);
        Assert.Equal(CaseFile.Lines(sample + ".output.txt"), output.Split('\n').SkipLast(1).Select(WithoutTimes));
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
}
