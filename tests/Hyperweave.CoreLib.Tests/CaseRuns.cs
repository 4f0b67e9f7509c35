using System.Diagnostics;
using System.Reflection;

namespace Hyperweave.CoreLib.Tests;

/// <summary>Runs the cases and returns what they print.</summary>
internal static class CaseRuns
{
    private const string Emulator = "qemu-system-x86_64";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(40);

    public static bool IsQemuInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Emulator)));

    public static string OnCoreClr(params string[] arguments) => Run("dotnet", [Output("CoreLibCases.dll"), .. arguments]);

    public static string OnQemu(string image, string commandLine = "") =>
        Run(Emulator, ["-accel", "tcg", "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot", "-m", "512",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", Output(image), "-append", commandLine]);

    private static string Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return output.Result;
    }

    private static string Output(string file) => Path.Combine(Metadata("RepoRoot"), "artifacts", "bin", "CoreLibCases", Metadata("Configuration"), file);

    private static string Metadata(string key) =>
        typeof(CaseRuns).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
