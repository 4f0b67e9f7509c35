using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Hyperweave.EndToEnd.Tests;

/// <summary>A kernel that cannot go on: its stack with method, file and line on every engine, and lines as objdump reads them.</summary>
public sealed partial class StackTests
{
    private static readonly (string Engine, string Suffix)[] s_engines = [("translation", "elf"), ("direct", "pv.elf"), ("confined", "pv.elf")];

    public static IEnumerable<object[]> Cases =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", "stacks.txt"))
        where line.Length != 0 && !line.StartsWith('#')
        from engine in s_engines
        select (object[])[engine.Engine, engine.Suffix, .. line.Split('|', StringSplitOptions.TrimEntries)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void NamesMethodFileAndLine(string engine, string suffix, string end, string method, string source, string headline)
    {
        var outcome = CommandLine.Run("run", CommandLine.SampleImage("CoreLibCases", suffix), "--engine", engine, "--append", $"end={end}", "--timeout", "60");
        Assert.Contains(outcome.Lines, line => line.StartsWith(headline, StringComparison.Ordinal));
        Assert.Contains(outcome.Lines, line => Regex.IsMatch(line, $@"^   at {Regex.Escape(method)} \[0x[0-9A-F]+\]$"));
        var frame = Frame().Matches(outcome.Errors).First(match => match.Groups[1].Value == method);
        Assert.Contains(source, File.ReadLines(SourceTree.Local(frame.Groups[2].Value)).ElementAt(int.Parse(frame.Groups[3].Value) - 1), StringComparison.Ordinal);
        Assert.Contains("   at CoreLibCases.Program.Main in ", outcome.Errors, StringComparison.Ordinal);
        Assert.NotEqual(0, outcome.Status);
    }

    [SkippableTheory]
    [InlineData("Hello", "elf")]
    [InlineData("Threads", "elf")]
    [InlineData("Threads", "pv.elf")]
    public void LinesAreThoseOfObjdump(string sample, string suffix)
    {
        string? objdump = CommandLine.Find("objdump");
        Skip.If(objdump is null, "objdump is not installed");
        string image = CommandLine.SampleImage(sample, suffix);
        var expected = Rows(objdump!, image);
        Assert.True(expected.Count > 50, $"objdump shows {expected.Count} lines");
        var outcome = CommandLine.Run(["symbolize", image, .. expected.Keys]);
        Assert.Equal(expected.Values, outcome.Lines.Select(line => Path.GetFileName(Regex.Replace(line, "^.* in (.*):line ([0-9]+)$", "$1:$2"))));
    }

    [Fact]
    public void ABadAddressIsNamed()
    {
        var outcome = CommandLine.Run("symbolize", CommandLine.SampleImage("Hello", "elf"), "0xnonsense");
        Assert.Equal((64, true), (outcome.Status, outcome.Errors.Contains("0xnonsense", StringComparison.Ordinal)));
    }

    /// <summary>Address to "File.cs:12". Of an address with several rows the last counts.</summary>
    private static SortedDictionary<string, string> Rows(string objdump, string image)
    {
        var start = new ProcessStartInfo(objdump, ["--dwarf=decodedline", image]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (process.StandardOutput.ReadLine() is { } line)
            if (Row().Match(line) is { Success: true } row) rows[row.Groups[3].Value] = $"{row.Groups[1].Value}:{row.Groups[2].Value}";
        process.WaitForExit();
        return rows;
    }

    [GeneratedRegex(@"^   at (\S+) in (.+):line ([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex Frame();

    [GeneratedRegex(@"^(\S+\.cs)\s+([0-9]+)\s+(0x[0-9a-f]+)\s")]
    private static partial Regex Row();
}
