using Xunit;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>
/// Sequences that once differed, from tests/Cases/translation/sequences/once-differed.txt. One marked "known difference" must still differ: when it does
/// no more, its mark goes.
/// </summary>
[Collection(SequenceTests.NativeCollection)]
public sealed class CaseTests
{
    [Fact]
    public void SequencesThatOnceDifferedDoWhatTheProcessorDoes()
    {
        var wrong = new List<string>();
        using var judge = new Judge();
        judge.Work(() =>
        {
            foreach (string line in Lines())
            {
                string? difference = judge.Difference(Parse(line));
                bool known = line.Contains("; known difference: ", StringComparison.Ordinal);
                if (difference is not null && !known) wrong.Add($"{line} ; {difference}");
                // The first access by a window that is not open is the interpreter's, which may not differ.
                if (difference is null && known && judge.Difference(Parse(line)) is null) wrong.Add($"{line} ; this is a difference no more");
            }
        });
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void DisassemblyIsThatOfTheBytes() =>
        Assert.All(Lines(), line => Assert.StartsWith(Parse(line).ToString(), line));

    private static IEnumerable<string> Lines() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", "translation", "sequences", "once-differed.txt")).Where(line => line.Length > 0 && line[0] != '#');

    private static Sequence Parse(string line)
    {
        string[] words = line.Split(' ');
        return new Sequence(int.Parse(words[0]), Convert.FromHexString(words[1]));
    }
}
