using System.Text.Json;

namespace Hyperweave.Cli.Compare;

/// <summary>What to compare and how often.</summary>
internal sealed record CompareOptions(string Project, GuestImages Images, int Runs, string Memory, string GuestOptions, TimeSpan Limit);

/// <summary>Runs every contender in turn, round after round, so that a change in the machine's speed meets all of them alike.</summary>
internal sealed class Comparer(CompareOptions options)
{
    internal async Task<Comparison> Run(Action<string> progress, CancellationToken cancellation)
    {
        var contenders = Contenders();
        var results = contenders.ToDictionary(c => c, _ => new List<RunResult>());
        for (int round = 1; round <= options.Runs; round++)
            foreach (var contender in contenders)
            {
                void Report(string what) => progress($"run {round}/{options.Runs}  {contender.Engine}  {what}");
                Report("starting");
                results[contender].Add(await new ContenderRun(contender, options.GuestOptions, options.Limit).Run(Report, cancellation));
            }
        var summaries = contenders.Select(c => EngineSummary.Of(c, results[c])).ToList();
        if (QemuContender.IsInstalled) await AddPeerBoot(summaries, progress, cancellation);
        return new Comparison(Path.GetFileNameWithoutExtension(options.Images.Unmodified), MachineName(), options.Runs, ReadSites(options.Images.Sites), summaries);
    }

    private List<Contender> Contenders()
    {
        var images = options.Images;
        List<Contender> contenders =
        [
            new EngineContender("translation", images.Unmodified, options.Memory),
            new EngineContender("direct", images.Paravirtual, options.Memory),
            new EngineContender("confined", images.Paravirtual, options.Memory),
        ];
        if (QemuContender.IsInstalled) contenders.Add(new QemuContender(images.Unmodified, options.Memory));
        contenders.Add(new HostedContender(images.Assembly));
        return contenders;
    }

    /// <summary>Whether the paravirtual image is independent of this hypervisor: it boots on the peer, or why not.</summary>
    private async Task AddPeerBoot(List<EngineSummary> summaries, Action<string> progress, CancellationToken cancellation)
    {
        progress("booting the paravirtual image on QEMU");
        string verdict;
        try
        {
            await new ContenderRun(new QemuContender(options.Images.Paravirtual, options.Memory), "quick only=call+ret", options.Limit).Run(_ => { }, cancellation);
            verdict = "yes";
        }
        catch (CompareException e)
        {
            verdict = e.Message.Split('\n')[0];
        }
        for (int i = 0; i < summaries.Count; i++)
            if (summaries[i].Engine == "direct")
                summaries[i] = summaries[i] with { Facts = new Dictionary<string, string>(summaries[i].Facts) { [TextbookChart.BootsOnPeer] = verdict } };
    }

    private static RewriteFacts ReadSites(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var sites = json.RootElement.GetProperty("sites").EnumerateArray().ToList();
        return new RewriteFacts(sites.Count, sites.Select(s => s.GetProperty("method").GetString()).Distinct().Count());
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

