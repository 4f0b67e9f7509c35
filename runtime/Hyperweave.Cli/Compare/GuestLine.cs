using System.Globalization;

namespace Hyperweave.Cli.Compare;

/// <summary>
/// One line of the measuring protocol that a guest speaks on its console (docs/compare.md); every other line is the
/// guest's own business and is passed over.
/// </summary>
internal abstract record GuestLine
{
    /// <summary>Work starts: <c>HW begin GROUP NAME OPERATIONS</c>.</summary>
    internal sealed record Begin(string Group, string Name, long Operations) : GuestLine;

    /// <summary>Work ended: <c>HW end GROUP NAME UNIT MEDIAN MIN MAX</c>.</summary>
    internal sealed record End(string Group, string Name, string Unit, double Median, double Min, double Max) : GuestLine;

    /// <summary>Something found out rather than timed: <c>HW fact NAME VALUE</c>.</summary>
    internal sealed record Fact(string Name, string Value) : GuestLine;

    /// <summary>A workload computed a wrong result: <c>HW fail …</c>.</summary>
    internal sealed record Fail(string Text) : GuestLine;

    /// <summary>All was run: <c>HW done</c>.</summary>
    internal sealed record Done : GuestLine;

    /// <summary>Nothing happens in the guest for a second: <c>HW idle</c>.</summary>
    internal sealed record Idle : GuestLine;

    private const string Prefix = "HW ";

    /// <summary>The line's meaning; null when it is not of the protocol.</summary>
    /// <exception cref="FormatException">It begins as a protocol line but does not go on as one.</exception>
    internal static GuestLine? Parse(string line)
    {
        if (!line.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[1..] switch
        {
            ["begin", var group, var name, var operations] => new Begin(group, name, long.Parse(operations, CultureInfo.InvariantCulture)),
            ["end", var group, var name, var unit, var median, var min, var max] => new End(group, name, unit, Number(median), Number(min), Number(max)),
            ["fact", var name, .. var value] => new Fact(name, string.Join(' ', value)),
            ["fail", ..] => new Fail(line[Prefix.Length..]),
            ["done"] => new Done(),
            ["idle"] => new Idle(),
            _ => throw new FormatException($"The guest printed a line of the measuring protocol that cannot be read: \"{line}\"."),
        };
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
