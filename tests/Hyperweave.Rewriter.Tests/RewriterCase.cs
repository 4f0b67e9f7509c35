using System.Globalization;
using System.Text.RegularExpressions;

namespace Hyperweave.Rewriting.Tests;

/// <summary>A case file with the expectations that its comments hold; see tests/Cases/rewriter/README.md.</summary>
/// <param name="Name">The file's name without extension; of an improvement, with its folder.</param>
internal sealed record RewriterCase(string Name, string Source)
{
    public static RewriterCase Load(string name) => new(name, Expand(File.ReadAllText(Path.Combine(CaseCompiler.CasesFolder, name + ".cs"))));

    public static IEnumerable<string> Names =>
        Directory.GetFiles(CaseCompiler.CasesFolder, "*.cs").Select(path => Path.GetFileNameWithoutExtension(path)!).Order();

    /// <summary>The cases of the improvements.</summary>
    public static IEnumerable<string> ImprovementNames => Directory.GetFiles(Path.Combine(CaseCompiler.CasesFolder, "improvements"), "*.cs")
        .Select(path => "improvements/" + Path.GetFileNameWithoutExtension(path)).Order();

    /// <summary>Line and operation of each site that must be replaced.</summary>
    public IEnumerable<(int Line, string Operation)> Replaced => Marks("// -> ");

    /// <summary>Line and id of each error that must be reported.</summary>
    public IEnumerable<(int Line, string Id)> Errors => Marks("// ! ");

    /// <summary>Line and id of each warning that must be reported.</summary>
    public IEnumerable<(int Line, string Id)> Warnings => Marks("// ? ");

    /// <summary>Line and name of each improvement that must be made.</summary>
    public IEnumerable<(int Line, string Improvement)> Improved => Marks("// => ");

    /// <summary>Line of each site that a pass must leave, and words of the reason.</summary>
    public IEnumerable<(int Line, string Reason)> Left => Comments("// =| ");

    /// <summary>The improvements that are switched on.</summary>
    public Improvements Improvements => Header("// only:").SelectMany(line => line.Split(' '))
        .Aggregate(Improvements.None, (flags, name) => flags | Improvement.All.Single(one => one.Name == name).Flag);

    /// <summary>What the world outside must see.</summary>
    public string Observed => Header("// observed:").Single();

    /// <summary>Calls of the VMM without the improvements and with them.</summary>
    public string Exits => Header("// exits:").Single();

    /// <summary>The kernel must do, rewritten, what it does as it was compiled.</summary>
    public bool IsModel => Source.Split('\n').Contains("// model");

    public string? Log => Header("// log:").SingleOrDefault();

    public IEnumerable<string> Operations => Header("// operations:");

    /// <summary>A line "// repeat N: code" stands for N lines of that code.</summary>
    private static string Expand(string source) => Regex.Replace(source, @"^ *// repeat (\d+): (.*)$",
        match => string.Join('\n', Enumerable.Repeat(match.Groups[2].Value, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))), RegexOptions.Multiline);

    private IEnumerable<(int Line, string Word)> Marks(string sign) =>
        from comment in Comments(sign)
        from word in comment.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        select (comment.Line, word);

    private IEnumerable<(int Line, string Text)> Comments(string sign) =>
        from line in Source.Split('\n').Select((text, index) => (text, number: index + 1))
        let at = line.text.IndexOf(sign, StringComparison.Ordinal)
        where at >= 0
        select (line.number, line.text[(at + sign.Length)..].Trim());

    private IEnumerable<string> Header(string sign) => Source.Split('\n')
        .Where(line => line.StartsWith(sign, StringComparison.Ordinal)).Select(line => line[sign.Length..].Trim());
}
