using System.Diagnostics;

namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>
/// Programs that use AVX2 in the machine's Linux, three at once, so that its kernel saves and restores their YMM registers: what they print must
/// be what they print on this host. tests/Cases/linux/vectors.c, one static program.
/// </summary>
public sealed class LinuxVectorTests : IDisposable
{
    private static readonly TimeSpan boot = TimeSpan.FromMinutes(4), command = TimeSpan.FromMinutes(2);
    private const string Arguments = "1 2 3";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hyperweave-vectors");

    /// <summary>With XSAVES the kernel keeps them in compacted form.</summary>
    [SkippableTheory]
    [InlineData("v3")]
    [InlineData("host")]
    public void ProgramsWithAvx2ComputeWhatTheyComputeOnTheProcessor(string processor)
    {
        LinuxImages.Require();
        Skip.IfNot(System.Runtime.Intrinsics.X86.Avx2.IsSupported && System.Runtime.Intrinsics.X86.Fma.IsSupported, "this host has no AVX2");
        string program = CProgram.Build(_folder, "vectors", "-O2 -mavx2 -mfma -mbmi -mbmi2 -mlzcnt -mf16c"), disk = Path.Combine(_folder.FullName, "initrd");
        using var native = Process.Start(new ProcessStartInfo(program, Arguments) { RedirectStandardOutput = true })!;
        string[] judge = Lines(native.StandardOutput.ReadToEnd());
        Assert.Equal(3, judge.Length);

        File.WriteAllBytes(disk, InitialRamDisk.WithPrograms(LinuxImages.Busybox, program));
        using var console = new SerialConsole("run", "--cpu", processor, "--kernel", LinuxImages.Kernel, "--initrd", disk, "--append", "console=ttyS0 panic=-1");
        console.Await("reached the initial RAM disk", boot);
        Assert.Contains("Enabled xstate features 0x7, context size is 832 bytes", console.Command("dmesg | grep xstate", command), StringComparison.Ordinal);
        Assert.Equal(judge, Lines(console.Command("vectors " + Arguments, command)));
        console.Send("poweroff -f");
        Assert.Equal(0, console.WaitForEnd(command));
    }

    /// <summary>Three processes print in any order.</summary>
    private static string[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("vectors ", StringComparison.Ordinal)).Order()];

    public void Dispose() => _folder.Delete(recursive: true);
}
