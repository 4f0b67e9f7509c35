using System.Diagnostics;
using Xunit;
using Xunit.Abstractions;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>
/// Random sequences of everything that the virtual processor offers to user programs, on the processor and through the engine.
/// HYPERWEAVE_SEQUENCES=N runs N of them, HYPERWEAVE_SEED=S from another seed than 1.
/// </summary>
[Collection(SequenceTests.NativeCollection)]
public sealed class SequenceTests(ITestOutputHelper output)
{
    /// <summary>Tests that take the guest's data addresses in this process: one at a time.</summary>
    internal const string NativeCollection = "addresses of the guest in this process";
    private const int ShortForm = 10_000, MostFindings = 40;

    [Fact]
    public void RandomSequencesDoWhatTheProcessorDoes()
    {
        int first = Setting("HYPERWEAVE_SEED", 1), count = Setting("HYPERWEAVE_SEQUENCES", ShortForm);
        var findings = new List<string>();
        using var judge = new Judge();
        var watch = Stopwatch.StartNew();
        int done = 0;
        judge.Work(() =>
        {
            for (; done < count && findings.Count < MostFindings; done++) Try(judge, first + done, findings);
        });
        output.WriteLine($"{done} sequences of {Encodings.Offered.Length} encodings, {done / watch.Elapsed.TotalHours / 1e6:F1} million an hour");
        Assert.True(findings.Count == 0, string.Join('\n', findings.Prepend($"{findings.Count} of {done} sequences differ:")));
    }

    private static void Try(Judge judge, int seed, List<string> findings)
    {
        var parts = new SequenceGenerator(seed).Parts();
        if (PartEncoder.Encode(parts) is not { } bytes || judge.Difference(new Sequence(seed, bytes)) is null) return;
        var shrunk = Shrinker.Shrink(judge, seed, parts);
        findings.Add($"{shrunk} ; {judge.Difference(shrunk)}");
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;
}
