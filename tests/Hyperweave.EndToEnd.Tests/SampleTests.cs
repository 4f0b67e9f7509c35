using System.Text.RegularExpressions;

namespace Hyperweave.EndToEnd.Tests;

/// <summary>Every sample under every engine prints what it prints on QEMU and ends well.</summary>
public sealed partial class SampleTests
{
    // Platform.Shutdown(0): through the debug exit (0 << 1 | 1) on the unmodified way, by hypercall on the paravirtual one.
    private const int DebugExitSuccess = 1;

    [Theory]
    [InlineData("translation", "elf", "Hello from bare metal!", DebugExitSuccess)]
    [InlineData("direct", "pv.elf", "Hello from a paravirtual machine!", 0)]
    [InlineData("confined", "pv.elf", "Hello from a paravirtual machine!", 0)]
    public void HelloSaysWhereItIs(string engine, string suffix, string line, int status)
    {
        var outcome = Run("Hello", engine, suffix);
        Assert.Equal([line], outcome.Lines);
        Assert.Equal(status, outcome.Status);
    }

    [Theory]
    [InlineData("translation", "elf", DebugExitSuccess)]
    [InlineData("direct", "pv.elf", 0)]
    [InlineData("confined", "pv.elf", 0)]
    public void ThreadsPrintsTheSameUnderEveryEngine(string engine, string suffix, int status)
    {
        var outcome = Run("Threads", engine, suffix);
        Assert.Equal(Expected("Threads"), outcome.Lines);
        Assert.Equal(status, outcome.Status);
    }

    /// <summary>Nanobench checks each workload's result itself; a wrong one prints a fail line and ends with another status.</summary>
    [Theory]
    [InlineData("translation", "elf", DebugExitSuccess)]
    [InlineData("direct", "pv.elf", 0)]
    [InlineData("confined", "pv.elf", 0)]
    public void NanobenchComputesRightResultsUnderEveryEngine(string engine, string suffix, int status)
    {
        var outcome = Run("Nanobench", engine, suffix, "--append", "quick", "--memory", "512M");
        Assert.DoesNotContain(outcome.Lines, line => line.StartsWith("HW fail", StringComparison.Ordinal));
        Assert.Equal("HW done", outcome.Lines[^1]);
        Assert.Equal(status, outcome.Status);
    }

    private static CommandLine.Outcome Run(string sample, string engine, string suffix, params string[] more)
    {
        var outcome = CommandLine.Run(["run", CommandLine.SampleImage(sample, suffix), "--engine", engine, "--timeout", "80", .. more]);
        Assert.Equal("", outcome.Errors);
        return outcome;
    }

    private static string[] Expected(string sample) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Cases", sample + ".output.txt"));
}
