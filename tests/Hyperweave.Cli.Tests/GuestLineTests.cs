using System.Globalization;
using Hyperweave.Cli.Compare;

namespace Hyperweave.Cli.Tests;

public sealed class GuestLineTests
{
    public static TheoryData<string, string> Lines()
    {
        var data = new TheoryData<string, string>();
        foreach (var row in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", "lines.txt")).Where(l => !l.StartsWith('#')))
        {
            int arrow = row.LastIndexOf(" => ", StringComparison.Ordinal);
            data.Add(row[..Math.Max(arrow, 0)], row[(arrow + 4)..]);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void ALineMeansWhatTheProtocolSays(string line, string meaning) => Assert.Equal(meaning, Meaning(line));

    private static string Meaning(string line)
    {
        try
        {
            return GuestLine.Parse(line) switch
            {
                null => "nothing",
                GuestLine.Begin b => $"begin {b.Group} {b.Name} {b.Operations}",
                GuestLine.End e => string.Create(CultureInfo.InvariantCulture, $"end {e.Group} {e.Name} {e.Unit} {e.Median} {e.Min} {e.Max}"),
                GuestLine.Fact f => $"fact {f.Name} {f.Value}",
                GuestLine.Fail => "fail",
                GuestLine.Done => "done",
                GuestLine.Idle => "idle",
                var other => other.ToString(),
            };
        }
        catch (FormatException)
        {
            return "error";
        }
    }
}
