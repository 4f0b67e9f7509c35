using Spectre.Console;

namespace Hyperweave.Cli.Compare;

/// <summary>
/// The chart that textbooks print of full virtualization against paravirtualization, with each cell a figure or a tested
/// fact of this run instead of a word.
/// </summary>
internal static class TextbookChart
{
    internal static Table Table(Comparison comparison, RewriteFacts rewrite)
    {
        var table = CompareTable.NewTable("Full virtualization against paravirtualization, as this run found them", "", "full virtualization", "paravirtualization");
        foreach (var (criterion, full, para) in Rows(comparison, rewrite))
            table.AddRow(Markup.Escape(criterion), Markup.Escape(full), Markup.Escape(para));
        return table;
    }

    internal static IEnumerable<(string Criterion, string Full, string Para)> Rows(Comparison comparison, RewriteFacts rewrite)
    {
        var translation = comparison.Engine("translation");
        var direct = comparison.Engine("direct");
        var confined = comparison.Engine("confined");
        var qemu = comparison.Engine("qemu-tcg");
        yield return ("technique", "binary translation at run time, translations cached", "hypercalls woven into the IL at build time, then run as it is");
        yield return ("guest modification",
            $"none: {translation?.Image} is the image that boots on bare metal (sha256 {Short(translation)})",
            $"{rewrite.Sites} sites in {rewrite.Methods} methods rewritten ({direct?.Image}, sha256 {Short(direct)})");
        yield return ("performance (compute, geometric mean)", Against(comparison, translation), Against(comparison, direct));
        yield return ("speed of privileged operations (geometric mean)",
            $"{Format.Ratio(Comparison.GroupRatio("nano", translation, direct))} the time of direct", "1.00×");
        yield return ("isolation", Isolation(translation), $"{Isolation(direct)}; confined: {Isolation(confined)}");
        yield return ("hypervisor independence", Boots(qemu is not null ? "yes" : null, translation?.Image), Boots(direct?.Facts.GetValueOrDefault(BootsOnPeer), direct?.Image));
        yield return ("memory of cached translations", Cache(translation), $"{Cache(direct)}; confined: {Cache(confined)}");
        yield return ("I/O cost (1 MB to the console)", Console(translation), Console(direct));
    }

    /// <summary>The fact that the comparison adds by booting the paravirtual image on the peer.</summary>
    internal const string BootsOnPeer = "boots-on-qemu";

    private static string Short(EngineSummary? engine) => engine?.Sha256[..12] ?? "–";

    private static string Against(Comparison comparison, EngineSummary? engine)
    {
        string hosted = comparison.Engine("hosted") is { } h ? $"{Format.Ratio(Comparison.ComputeRatio(engine, h))} the time of the same code on .NET" : "";
        string peer = comparison.Engine("qemu-tcg") is { } q ? $"; {Format.Ratio(Comparison.ComputeRatio(q, engine))} as fast as QEMU TCG" : "";
        return hosted + peer;
    }

    private static string Isolation(EngineSummary? engine) => engine?.Facts.GetValueOrDefault("isolation") switch
    {
        "blocked" => "full: a read of the VMM's own memory was stopped",
        null => "not tested",
        var reached => $"partial: the guest read the VMM's own memory ({reached})",
    };

    private static string Boots(string? booted, string? image) => booted switch
    {
        "yes" => $"{image} boots on QEMU as it is",
        null => "QEMU is not installed: not tested",
        var why => $"{image} does not boot on QEMU: {why}",
    };

    private static string Cache(EngineSummary? engine) => engine?.CodeCacheBytes is { } bytes ? Format.Bytes(bytes) : "–";

    private static string Console(EngineSummary? engine) =>
        engine?.Workloads.FirstOrDefault(w => w.Group == "io") is { } io ? $"{Format.Number(io.Median)} {io.Unit}" : "–";
}
