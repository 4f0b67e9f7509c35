using System.Diagnostics;

namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>
/// What a process under Linux sees: static programs of tests/Cases/linux, run on this host's processor and in the machine, print the same
/// lines. The real processor is the judge.
/// </summary>
public sealed class LinuxProgramTests : IDisposable
{
    private static readonly TimeSpan boot = TimeSpan.FromMinutes(4), command = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hyperweave-program");

    [SkippableTheory]
    // Single steps, breakpoints, alignment checks.
    [InlineData("exceptions", "-O2")]
    // 32-bit code: ways into the kernel, segments with every type and limit, far calls to 64-bit code.
    [InlineData("narrow", "-m32 -O1 -msse -nostdlib -ffreestanding -fno-pic -no-pie -fno-stack-protector")]
    public void AProcessSeesWhatItSeesOnTheProcessor(string name, string options)
    {
        LinuxImages.Require();
        string program = CProgram.Build(_folder, name, options);
        string[] judge = Lines(Output(program));
        Skip.If(judge.Any(line => line.Contains("refused", StringComparison.Ordinal)), "this host does not let a process do what the program asks for");
        string[] ours = Lines(InTheMachine(program));
        Assert.Equal("finished", judge[^1]);
        Assert.Equal(judge, ours);
    }

    private string InTheMachine(string program)
    {
        string disk = Path.Combine(_folder.FullName, "initrd");
        File.WriteAllBytes(disk, InitialRamDisk.WithPrograms(LinuxImages.Busybox, program));
        // A busy host may keep four ticks from coming within 61 ms, which the kernel would give up for.
        using var console = new SerialConsole("run", "--kernel", LinuxImages.Kernel, "--initrd", disk, "--append", "console=ttyS0 panic=-1 no_timer_check");
        console.Await("reached the initial RAM disk", boot);
        string output = console.Command(Path.GetFileName(program), command);
        console.Send("poweroff -f");
        Assert.Equal(0, console.WaitForEnd(command));
        return output;
    }

    private static string Output(string program)
    {
        using var process = StartOrSkip(program);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static Process StartOrSkip(string program)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception refusal)
        {
            Skip.If(true, $"this host does not run it: {refusal.Message}");
            throw;
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => _folder.Delete(recursive: true);
}
