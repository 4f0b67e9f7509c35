using System.Diagnostics;

namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>
/// Single steps, breakpoints and alignment checks as a process under Linux sees them: tests/Cases/linux/exceptions.c, one static
/// program, run on this host's processor and in the machine. The real processor is the judge.
/// </summary>
public sealed class LinuxExceptionTests : IDisposable
{
    private static readonly TimeSpan boot = TimeSpan.FromMinutes(4), command = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hyperweave-exceptions");

    [SkippableFact]
    public void AProcessSeesWhatItSeesOnTheProcessor()
    {
        LinuxImages.Require();
        string program = Build();
        string[] judge = Lines(Output(program));
        Skip.If(judge.Any(line => line.Contains("refused", StringComparison.Ordinal)), "this host does not let a process use debug registers");
        string[] ours = Lines(InTheMachine(program));
        Assert.Equal("finished", judge[^1]);
        Assert.Equal(judge, ours);
    }

    private string Build()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Cases", "exceptions.c"), program = Path.Combine(_folder.FullName, "exceptions");
        try
        {
            using var compiler = Process.Start("gcc", ["-O2", "-static", "-o", program, source]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "gcc is not installed");
        }
        return program;
    }

    private string InTheMachine(string program)
    {
        string disk = Path.Combine(_folder.FullName, "initrd");
        File.WriteAllBytes(disk, InitialRamDisk.WithPrograms(LinuxImages.Busybox, program));
        using var console = new SerialConsole("run", "--kernel", LinuxImages.Kernel, "--initrd", disk, "--append", "console=ttyS0 panic=-1");
        console.Await("reached the initial RAM disk", boot);
        string output = console.Command("exceptions", command);
        console.Send("poweroff -f");
        Assert.Equal(0, console.WaitForEnd(command));
        return output;
    }

    private static string Output(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => _folder.Delete(recursive: true);
}
