using System.Runtime.Versioning;
using System.Text.Json;

namespace Hyperweave.EndToEnd.Tests;

/// <summary>A plain image that prints figures, under every machine that this host has, and beside a program of the host.</summary>
[SupportedOSPlatform("linux")]
public sealed class CompareImageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hyperweave-compare");

    private static string Image => CommandLine.SampleImage("Nanobench", "elf");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void FiguresOfTheImageAndOfTheHostStandSideBySide()
    {
        string json = Path.Combine(_folder.FullName, "figures.json");
        string program = Program("echo HW end compute sieve ms 0.25 0.2 0.3; echo HW fact words $*; echo HW done");
        var outcome = CommandLine.Run("compare", Image, "--runs", "1", "--append", "quick only=sieve,out", "--native", program, "--json", json);
        Assert.Equal(CommandLine.Find("qemu-system-x86_64") is null ? WithoutPeer : "", Complaints(outcome));
        Assert.Equal(0, outcome.Status);
        foreach (string row in (string[])["compute sieve", "nano out", "run first-instruction", "run whole", "run translation", "ours ÷ native"])
            Assert.Contains(outcome.Lines, line => line.Contains(row, StringComparison.Ordinal));

        using var figures = JsonDocument.Parse(File.ReadAllBytes(json));
        var engines = figures.RootElement.GetProperty("engines").EnumerateArray().ToDictionary(engine => engine.GetProperty("engine").GetString()!);
        Assert.Equal(0.25, engines["native"].GetProperty("workloads")[0].GetProperty("median").GetDouble());
        Assert.Equal("quick only=sieve,out", engines["native"].GetProperty("facts").GetProperty("words").GetString());
        Assert.Equal(2, engines["translation"].GetProperty("workloads").GetArrayLength());
        Assert.Equal(CommandLine.Find("qemu-system-x86_64") is not null, engines.ContainsKey("qemu-tcg"));
    }

    [Theory]
    [InlineData("echo HW fail sort got 1 expected 2; echo HW done", "wrong result: fail sort got 1 expected 2")]
    [InlineData("echo HW end x y ns 1 1 1", "before the guest printed \"HW done\"")]
    [InlineData("echo HW done; exit 9", "status 9")]
    [InlineData("echo HW end x", "cannot be read")]
    [InlineData("echo HW begin x y 1; exec sleep 100", "not ready after 15 s")]
    public void ARunThatFailsIsNamed(string script, string named)
    {
        var outcome = CommandLine.Run("compare", Image, "--runs", "1", "--append", "quick only=out", "--timeout", "15", "--native", Program(script));
        Assert.Contains("native: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains(named, outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(1, outcome.Status);
    }

    /// <summary>The words that choose the work may name none of a program's: `only=out` is nothing for an ordinary one.</summary>
    [Fact]
    public void WhoHasNothingToMeasureIsNamedAndHasNoRows()
    {
        var outcome = CommandLine.Run("compare", Image, "--runs", "1", "--append", "quick only=out", "--native", Program("echo HW done"));
        Assert.Contains("hyperweave: no figures of native: it does nothing of what the guest was told to do\n", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains(outcome.Lines, line => line.Contains("nano out", StringComparison.Ordinal));
        Assert.Equal(0, outcome.Status);
    }

    [Fact]
    public void NobodyMeasuresAnything()
    {
        var outcome = CommandLine.Run("compare", Image, "--runs", "1", "--append", "quick only=nothing-of-this-name");
        Assert.Contains("no figures; docs/compare.md", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(1, outcome.Status);
    }

    [Fact]
    public void AMissingPeerIsSaid()
    {
        var outcome = CommandLine.RunWhereOnly(_folder.FullName, "compare", Image, "--runs", "1", "--append", "quick only=out");
        Assert.Equal(WithoutPeer, Complaints(outcome));
        Assert.Equal(0, outcome.Status);
        Assert.DoesNotContain(outcome.Lines, line => line.Contains("qemu-tcg", StringComparison.Ordinal));
    }

    private const string WithoutPeer = "hyperweave: no figures of qemu-tcg: qemu-system-x86_64 is not installed\n";

    /// <summary>Standard error without the lines of progress.</summary>
    private static string Complaints(CommandLine.Outcome outcome) =>
        string.Join('\n', outcome.Errors.Split('\n').Where(line => !line.StartsWith("run ", StringComparison.Ordinal)));

    private string Program(string script)
    {
        string file = Path.Combine(_folder.FullName, "program");
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return file;
    }
}
