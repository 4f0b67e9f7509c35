using System.Diagnostics;

namespace Hyperweave.Sdk.Tests;

/// <summary>What a command of the SDK printed and how it ended.</summary>
internal sealed record Outcome(int Status, string Output)
{
    public Outcome MustSucceed()
    {
        Assert.True(Status == 0, Output);
        return this;
    }

    /// <summary>The lines that name a diagnostic.</summary>
    public IEnumerable<string> Lines(string id) => Output.Split('\n').Where(line => line.Contains(id, StringComparison.Ordinal));
}

/// <summary>The .NET SDK as a user would call it.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(10);

    public static Outcome Run(Feed feed, string folder, params string[] arguments) => Run(feed, folder, arguments, environment: []);

    public static Outcome Run(Feed feed, string folder, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the build around these tests has told its children is not for other builds.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["NUGET_PACKAGES"] = feed.Cache;
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(limit))
            process.Kill(entireProcessTree: true);
        return new Outcome(process.ExitCode, output.Result + errors.Result);
    }
}
