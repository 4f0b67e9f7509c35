using System.Text.Json;
using Hyperweave.Cli.Compare;
using Spectre.Console;

namespace Hyperweave.Cli.Tests;

public sealed class ComparisonReportTests
{
    [Fact]
    public void RunsAreCombinedToMedianLeastAndGreatest()
    {
        using var image = new TemporaryImage();
        var contender = new HostedContender(image.Path);
        var summary = EngineSummary.Of(contender, [Run(10, 9, 12), Run(30, 8, 31), Run(20, 19, 40)]);
        var sieve = Assert.Single(summary.Workloads);
        Assert.Equal((20, 8, 40), (sieve.Median, sieve.Min, sieve.Max));
        Assert.Equal(3, sieve.Exits);
    }

    [Fact]
    public void ARatioIsTheGeometricMeanOverSharedWorkloadsOnly()
    {
        var a = Summary("direct", ("compute", "x", 2), ("compute", "y", 8), ("nano", "z", 100));
        var b = Summary("hosted", ("compute", "x", 1), ("compute", "y", 1), ("compute", "only-here", 1));
        Assert.Equal(4, Comparison.ComputeRatio(a, b)!.Value, 9);
        Assert.Null(Comparison.GroupRatio("io", a, b));
    }

    [Fact]
    public void TheJsonHasTheDocumentedFields()
    {
        string file = Path.GetTempFileName();
        try
        {
            CompareJson.Write(file, Sample());
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            Assert.Equal(2, json.RootElement.GetProperty("runs").GetInt32());
            var engine = json.RootElement.GetProperty("engines")[0];
            foreach (var field in (string[])["engine", "image", "sha256", "startupMs", "codeCacheBytes", "peakRssBytes", "workloads", "run"])
                Assert.True(engine.TryGetProperty(field, out _), field);
            foreach (var field in (string[])["name", "group", "unit", "median", "min", "max", "exits", "hypercalls"])
                Assert.True(engine.GetProperty("workloads")[0].TryGetProperty(field, out _), field);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void TheTablesNameEveryEngineAndWorkload()
    {
        string text = Print(Sample());
        foreach (var expected in (string[])["translation", "direct", "sieve", "out", "guest modification", "7 sites in 3 methods"])
            Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public void OneRunIsNotInterleavedAndMemoryNobodySawIsNotZero()
    {
        string text = Print(new Comparison("vmlinuz", "a machine", 1, Rewrite: null, [Summary("native") with { PeakRssBytes = 0, CodeCacheBytes = 4096 }]));
        Assert.Contains("one run", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0 B", text, StringComparison.Ordinal);
    }

    /// <summary>Speeds are divided the other way round, so that a ratio is always one of costs.</summary>
    [Theory]
    [InlineData("us", 2, 5, "2.50×")]
    [InlineData("GB/s", 2, 5, "0.40×")]
    public void AnImageIsSetAgainstThePeerByCost(string unit, double ours, double theirs, string ratio)
    {
        EngineSummary[] engines = [Summary("translation") with { Workloads = [Figure("x", "y", unit, ours)] }, Summary("qemu-tcg") with { Workloads = [Figure("x", "y", unit, theirs)] }];
        string row = Print(new Comparison("vmlinuz", "a machine", 5, Rewrite: null, engines)).Split('\n').Single(line => line.Contains("x y", StringComparison.Ordinal));
        Assert.EndsWith(ratio, row.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us", 1)]
    [InlineData("GB/s", 3)]
    public void TheBestIsTheLeastTimeOrTheGreatestSpeed(string unit, double best) =>
        Assert.Equal(best, new Measurement("x", "y", unit, Median: 2, Min: 1, Max: 3, Exits: null, Hypercalls: null).AtBest().Median);

    private static string Print(Comparison comparison)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 200;
        CompareTable.Print(console, comparison);
        return text.ToString();
    }

    private static Comparison Sample() => new("Sample", "a machine", 2, new RewriteFacts(7, 3),
        [Summary("translation", ("nano", "out", 40), ("compute", "sieve", 12)), Summary("direct", ("nano", "out", 20), ("compute", "sieve", 10))]);

    private static EngineSummary Summary(string engine, params (string Group, string Name, double Median)[] workloads) => new(
        engine, "Sample.elf", new string('a', 64), 100, 4096, 1 << 20, new Dictionary<string, string>(),
        [.. workloads.Select(w => Figure(w.Group, w.Name, "ns", w.Median))], []);

    private static Measurement Figure(string group, string name, string unit, double value) => new(group, name, unit, value, value, value, 1, 0);

    private static RunResult Run(double median, double min, double max) =>
        new([new Measurement("compute", "sieve", "ms", median, min, max, 3, 0)], [], new Dictionary<string, string>(), 100, null, 1 << 20);

    private sealed class TemporaryImage : IDisposable
    {
        internal string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
