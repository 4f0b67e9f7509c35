using System.Diagnostics;

namespace Hyperweave.Tests;

/// <summary>QEMU's translator, the independent judge of images; compiled into each test project that boots one.</summary>
internal static class Qemu
{
    internal const string Program = "qemu-system-x86_64";

    internal static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));

    /// <summary>Boots an image with its serial port on standard output; after the limit the machine is killed.</summary>
    /// <param name="megabytes">Guest memory.</param>
    /// <param name="processor">QEMU's model, with features after commas.</param>
    internal static (int Status, string Output) Boot(string image, int megabytes, TimeSpan limit, string commandLine = "", string processor = "qemu64")
    {
        string[] arguments =
        [
            "-accel", "tcg", "-cpu", processor, "-m", $"{megabytes}", "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", image, "-append", commandLine,
        ];
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(limit))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult());
    }
}
