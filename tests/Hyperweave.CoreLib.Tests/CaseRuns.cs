using System.Diagnostics;
using System.Reflection;
using Hyperweave.Tests;

namespace Hyperweave.CoreLib.Tests;

/// <summary>Runs the cases and returns what they print.</summary>
internal static class CaseRuns
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(40);

    public static string OnCoreClr(params string[] arguments) => Run("dotnet", [Output("CoreLibCases.dll"), .. arguments]);

    public static string OnQemu(string image, string commandLine = "") =>
        Qemu.Boot(Output(image), megabytes: 512, s_limit, commandLine).Output;

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
