namespace Hyperweave.Cli.Compare;

/// <summary>Who competes and how often.</summary>
/// <param name="Name">Of what is compared, for the report.</param>
internal sealed record Contest(string Name, IReadOnlyList<Contender> Contenders, int Runs, string GuestOptions, TimeSpan Limit);

/// <summary>Runs every contender in turn, round after round, so that a change in the machine's speed meets all of them alike.</summary>
internal sealed class Comparer(Contest contest)
{
    /// <exception cref="CompareException">A run did not come to its end, or a result was wrong, or nobody printed figures.</exception>
    internal async Task<Comparison> Run(Action<string> progress, CancellationToken cancellation)
    {
        var results = contest.Contenders.ToDictionary(c => c, _ => new List<RunResult>());
        for (int round = 1; round <= contest.Runs; round++)
            foreach (var contender in contest.Contenders)
            {
                void Report(string what) => progress($"run {round}/{contest.Runs}  {contender.Engine}  {what}");
                Report("starting");
                results[contender].Add(await new ContenderRun(contender, contest.GuestOptions, contest.Limit).Run(Report, cancellation));
            }
        var comparison = new Comparison(contest.Name, MachineName(), contest.Runs, Rewrite: null, [.. contest.Contenders.Select(c => EngineSummary.Of(c, results[c]))]);
        // One may have none: what was chosen need not be anything that a program of the host does.
        if (comparison.WithoutFigures.Count() == comparison.Engines.Count) throw new CompareException($"{contest.Name}: no figures; docs/compare.md shows the lines that a guest prints");
        return comparison;
    }

    private static string MachineName()
    {
        const string Key = "model name";
        string model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal))?.Split(':')[1].Trim() ?? ""
            : "";
        return $"{model}, {Environment.ProcessorCount} processors, {Environment.OSVersion.VersionString}";
    }
}
