using Hyperweave.Vmm.Operations;
using System.Text.Json;

namespace Hyperweave.Cli.Compare;

/// <summary>How often, with how much, with which words and for how long at most a guest is run.</summary>
internal sealed record CompareOptions(int Runs, ulong Megabytes, string CodeCache, string GuestOptions, TimeSpan Limit, ProcessorLevel? Processor);

/// <summary>A guest project: its unmodified and its paravirtual image under every engine, and its assembly as a .NET program.</summary>
internal sealed class ProjectComparison(GuestImages images, CompareOptions options)
{
    internal async Task<Comparison> Run(Action<string> progress, CancellationToken cancellation)
    {
        var contest = new Contest(Path.GetFileNameWithoutExtension(images.Unmodified), Contenders(), options.Runs, options.GuestOptions, options.Limit);
        var comparison = await new Comparer(contest).Run(progress, cancellation) with { Rewrite = ReadSites(images.Sites) };
        return QemuContender.IsInstalled ? comparison with { Engines = await AddPeerBoot(comparison.Engines, progress, cancellation) } : comparison;
    }

    private List<Contender> Contenders()
    {
        List<Contender> contenders =
        [
            new EngineContender("translation", Machine(images.Unmodified), withCanary: true),
            new EngineContender("direct", Machine(images.Paravirtual), withCanary: true),
            new EngineContender("confined", Machine(images.Paravirtual), withCanary: true),
        ];
        if (QemuContender.IsInstalled) contenders.Add(new QemuContender(Machine(images.Unmodified)));
        contenders.Add(new HostedContender(images.Assembly));
        return contenders;
    }

    private GuestMachine Machine(string image) => new(image, options.Megabytes, options.CodeCache, InitialRam: null, Disks: [], options.Processor);

    /// <summary>Whether the paravirtual image is independent of this hypervisor: it boots on the peer, or why not.</summary>
    private async Task<IReadOnlyList<EngineSummary>> AddPeerBoot(IEnumerable<EngineSummary> engines, Action<string> progress, CancellationToken cancellation)
    {
        progress("booting the paravirtual image on QEMU");
        string verdict = "yes";
        try
        {
            await new ContenderRun(new QemuContender(Machine(images.Paravirtual)), "quick only=call+ret", options.Limit).Run(_ => { }, cancellation);
        }
        catch (CompareException e)
        {
            verdict = e.Message.Split('\n')[0];
        }
        return [.. engines.Select(e => e.Engine == "direct" ? e with { Facts = new Dictionary<string, string>(e.Facts) { [TextbookChart.BootsOnPeer] = verdict } } : e)];
    }

    private static RewriteFacts ReadSites(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var sites = json.RootElement.GetProperty("sites").EnumerateArray().ToList();
        return new RewriteFacts(sites.Count, sites.Select(s => s.GetProperty("method").GetString()).Distinct().Count());
    }
}
