using System.Diagnostics;
using System.Text.Json;

namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>The documented comparison of Linux, in its shortest form: each machine gives each figure, and every result is right.</summary>
public sealed class LinuxCompareTests : IDisposable
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(6);

    /// <summary>MiB besides the guest's RAM; unlike times it does not depend on what else the host does.</summary>
    private const double MostIdleMemory = 120;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hyperweave-bench");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public void LinuxGivesItsFiguresOnEachMachine()
    {
        LinuxImages.Require();
        Skip.If(CommandLine.Find("gcc") is null, "gcc is not installed");
        Build();
        var outcome = CommandLine.Run(limit, "compare", "--kernel", LinuxImages.Kernel, "--initrd", File("initrd"), "--disk", File("disk.img"), "--native", File("bench"),
            "--append", "console=ttyS0 quiet panic=-1 quick only=idle,getpid,disk,crc32,sha256", "--runs", "1", "--timeout", "150", "--json", File("figures.json"));
        Assert.True(outcome.Status == 0, outcome.Errors);

        using var figures = JsonDocument.Parse(System.IO.File.ReadAllBytes(File("figures.json")));
        var engines = figures.RootElement.GetProperty("engines").EnumerateArray().ToDictionary(engine => engine.GetProperty("engine").GetString()!);
        Assert.Equal(["getpid", "disk", "sha256", "crc32"], Names(engines["translation"], "workloads"));
        Assert.Equal(["getpid", "sha256", "crc32"], Names(engines["native"], "workloads"));
        Assert.InRange(Median(engines["translation"], "idle-memory"), 20, MostIdleMemory);
        Assert.Equal(["first-instruction", "boot", "whole", "idle-memory", "translation", "first-tier", "code-cache", "code-growth", "evictions"], Names(engines["translation"], "run"));
        if (engines.TryGetValue("qemu-tcg", out var peer)) Assert.Equal(["boot", "whole", "idle-memory"], Names(peer, "run"));
    }

    private static double Median(JsonElement engine, string row) =>
        engine.GetProperty("run").EnumerateArray().Single(figure => figure.GetProperty("name").GetString() == row).GetProperty("median").GetDouble();

    private static IEnumerable<string> Names(JsonElement engine, string list) => engine.GetProperty(list).EnumerateArray().Select(figure => figure.GetProperty("name").GetString()!);

    private string File(string name) => Path.Combine(_folder.FullName, name);

    private void Build()
    {
        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(SourceTree.Root, "samples/LinuxBench/build.sh"), _folder.FullName])
        {
            RedirectStandardOutput = true,
            Environment = { ["HYPERWEAVE_IMAGES"] = LinuxImages.Folder },
        })!;
        string output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        Assert.True(script.ExitCode == 0, output);
    }
}
