using Spectre.Console;

namespace Hyperweave.Cli.Compare;

/// <summary>An image's figures: a row for each, a column for each machine, and how ours stands against the others.</summary>
internal sealed class ImageTable(Comparison comparison)
{
    private readonly EngineSummary _ours = comparison.Engines[0];
    private readonly EngineSummary? _peer = comparison.Engine("qemu-tcg"), _native = comparison.Engine("native");

    internal Table Build()
    {
        var table = CompareTable.NewTable("Figures, and what they cost against each other", ["", .. comparison.Engines.Select(e => e.Engine), .. Ratios("qemu ÷ ours", "ours ÷ native")]);
        foreach (var group in _ours.Seen.Concat(_ours.Workloads).GroupBy(row => row.Group)) AddGroup(table, group);
        return table;
    }

    private void AddGroup(Table table, IGrouping<string, Measurement> group)
    {
        table.AddEmptyRow();
        foreach (var row in group)
            table.AddRow([$"{row.Group} {row.Name}", .. comparison.Engines.Select(engine => Figure(engine.Find(row.Group, row.Name))),
                .. Ratios(Format.Ratio(_peer?.Find(row.Group, row.Name)?.CostAgainst(row)), Format.Ratio(row.CostAgainst(_native?.Find(row.Group, row.Name))))]);
        // A mean over times and speeds of quite different things would say nothing.
        if (group.Count() > 1 && group.Select(row => row.Unit).Distinct().Count() == 1)
            table.AddRow([$"{group.Key}, geometric mean", .. comparison.Engines.Select(_ => ""),
                .. Ratios(Format.Ratio(Comparison.GroupRatio(group.Key, _peer, _ours)), Format.Ratio(Comparison.GroupRatio(group.Key, _ours, _native)))]);
    }

    private IEnumerable<string> Ratios(string againstPeer, string againstNative)
    {
        if (_peer is not null) yield return againstPeer;
        if (_native is not null) yield return againstNative;
    }

    private static string Figure(Measurement? row) => row is null ? "–" : $"{Format.Number(row.Median)} {row.Unit}";
}
