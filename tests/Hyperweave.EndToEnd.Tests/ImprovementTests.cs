using System.Text.Json;

namespace Hyperweave.EndToEnd.Tests;

/// <summary>One kernel with the rewriter's improvements and without, under the direct engine: the same machine afterwards, and fewer hypercalls.</summary>
public sealed class ImprovementTests
{
    /// <summary>Rounds of each workload.</summary>
    private const long Rounds = 1000;

    /// <summary>Hypercalls of a round: as many as operations without, and what remains with.</summary>
    [Theory]
    [InlineData("batch-ports", 6, 1)]
    [InlineData("drop-delays", 2, 0)]
    [InlineData("drop-dead", 3, 0)]
    [InlineData("batch-page-tables", 64, 2)]
    [InlineData("inline-interrupt-mask", 0, 0)]
    [InlineData("inline-clock", 0, 0)]
    public void AnImprovementSavesHypercalls(string name, long without, long with)
    {
        Assert.Equal(without, Hypercalls("Plain", name));
        Assert.Equal(with, Hypercalls("Improved", name));
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("confined")]
    public void TheMachineIsTheSameAfterwards(string engine)
    {
        var plain = Facts(CommandLine.Run("run", CommandLine.SampleImage("Plain", "pv.elf"), "--engine", engine, "--timeout", "60"));
        Assert.Equal(["masks 251 255", "mapped 64", "enabled yes"], plain);
        Assert.Equal(plain, Facts(CommandLine.Run("run", CommandLine.SampleImage("Improved", "pv.elf"), "--engine", engine, "--timeout", "60")));
    }

    private static string[] Facts(CommandLine.Outcome outcome)
    {
        Assert.Equal(0, outcome.Status);
        return [.. outcome.Lines.Where(line => !line.StartsWith("HW ", StringComparison.Ordinal))];
    }

    /// <summary>Hypercalls of a round.</summary>
    private static long Hypercalls(string kernel, string name)
    {
        var file = Path.GetTempFileName();
        try
        {
            var outcome = CommandLine.Run("run", CommandLine.SampleImage(kernel, "pv.elf"), "--engine", "direct", "--timeout", "60", "--stats", file);
            Assert.Equal("", outcome.Errors);
            using var statistics = JsonDocument.Parse(File.ReadAllText(file));
            var marks = statistics.RootElement.GetProperty("marks").EnumerateArray().ToList();
            // The console write that begins the end line lies between the marks too: less than one in a round.
            return (At("HW end nano ") - At("HW begin nano ")) / Rounds;

            long At(string mark) => marks.Single(one => one.GetProperty("line").GetString()!.StartsWith(mark + name + " ", StringComparison.Ordinal))
                .GetProperty("hypercalls").GetInt64();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
