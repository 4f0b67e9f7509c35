using System.Diagnostics;

namespace Hyperweave.EndToEnd.Tests;

/// <summary>The command line as it was built beside these tests, run as a process of its own.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    internal sealed record Outcome(int Status, string[] Lines, string Errors);

    internal static Outcome Run(params string[] arguments) => Run(Limit, arguments);

    internal static Outcome Run(TimeSpan limit, params string[] arguments) => Await(Process.Start(Describe(arguments))!, limit);

    /// <summary>As <see cref="Run(string[])"/>, where only what lies in a folder is installed.</summary>
    internal static Outcome RunWhereOnly(string folder, params string[] arguments)
    {
        var start = Describe(arguments);
        start.Environment["PATH"] = folder;
        return Await(Process.Start(start)!, Limit);
    }

    private static Outcome Await(Process started, TimeSpan limit)
    {
        using var process = started;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"hyperweave {string.Join(' ', process.StartInfo.ArgumentList)} did not end. Output so far:\n{output.Result}\n{errors.Result}");
        }
        process.WaitForExit();
        return new Outcome(process.ExitCode, [.. output.Result.Split('\n').Select(l => l.TrimEnd('\r')).SkipLast(1)], errors.Result);
    }

    /// <summary>Starts it and leaves it to the caller; its input is closed.</summary>
    internal static Process Start(params string[] arguments)
    {
        var process = StartWithInput(arguments);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>As <see cref="Start"/>, with its input open.</summary>
    internal static Process StartWithInput(params string[] arguments) => Process.Start(Describe(arguments))!;

    private static ProcessStartInfo Describe(string[] arguments)
    {
        var start = new ProcessStartInfo(BuiltFile("Hyperweave.Cli", "hyperweave")) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>Where a program is installed, or null.</summary>
    internal static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    internal static string SampleImage(string sample, string suffix) => BuiltFile(sample, $"{sample}.{suffix}");

    /// <summary>artifacts/bin/PROJECT/CONFIGURATION/FILE, beside this project's own output.</summary>
    internal static string BuiltFile(string project, string file) => Artifact("bin", project, file);

    /// <summary>artifacts/obj/PROJECT/CONFIGURATION/FILE: what a build leaves beside its result.</summary>
    internal static string IntermediateFile(string project, string file) => Artifact("obj", project, file);

    private static string Artifact(string kind, string project, string file)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.Parent!.FullName, kind, project, own.Name, file);
    }
}
