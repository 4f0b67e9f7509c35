using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Xunit;
using Xunit.Abstractions;

namespace Hyperweave.Hosting.Tests;

/// <summary>
/// What weaving costs: Nanobench's computations in a hosted machine, and the same assembly unwoven in a process of its own.
/// docs/hosted.md says how the long form is run; the short one checks the results.
/// </summary>
public sealed class FiguresTests(ITestOutputHelper output)
{
    private const string Short = "quick only=crc32,fib", Long = "only=sieve,list-l1,quicksort,sha256,matmul,crc32,fib,strings,dictionary";

    [Fact]
    public void NanobenchComputesTheSameWovenAndUnwoven()
    {
        string words = Environment.GetEnvironmentVariable("HYPERWEAVE_HOSTED_FIGURES") is null ? Short : Long;
        using var vm = HostedMachine.Boot(Assembly.Load("Nanobench"),
            new HostedOptions { CommandLine = words, Time = HostedTime.Host, MemoryBytes = 256 << 20, TimeLimit = TimeSpan.FromMinutes(5) });
        var woven = Fastest(vm.Serial.Lines);
        var plain = Fastest(RunPlain(words));
        Assert.Equal(plain.Keys, woven.Keys);
        foreach (var (name, milliseconds) in woven)
            output.WriteLine($"| {name} | {plain[name]:0.0} | {milliseconds:0.0} | {milliseconds / plain[name]:0.00} |");
        output.WriteLine($"geometric mean {Math.Exp(woven.Average(pair => Math.Log(pair.Value / plain[pair.Key]))):0.00}");
    }

    /// <summary>HW end compute NAME ms MEDIAN MIN MAX: the fastest run, which a busy host disturbs least. A wrong result would be a fail line.</summary>
    private static Dictionary<string, double> Fastest(IReadOnlyList<string> lines)
    {
        Assert.DoesNotContain(lines, line => line.StartsWith("HW fail", StringComparison.Ordinal));
        Assert.Equal("HW done", lines[^1]);
        return lines.Where(line => line.StartsWith("HW end", StringComparison.Ordinal)).Select(line => line.Split(' '))
            .ToDictionary(words => words[3], words => double.Parse(words[6], CultureInfo.InvariantCulture));
    }

    private static List<string> RunPlain(string words)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nanobench.dll"), .. words.Split(' ')]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
