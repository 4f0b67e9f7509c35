namespace Hyperweave.Rewriting.Tests;

/// <summary>A case file with the expectations that its comments hold; see tests/Cases/rewriter/README.md.</summary>
internal sealed record RewriterCase(string Name, string Source)
{
    public static RewriterCase Load(string name) => new(name, File.ReadAllText(Path.Combine(CaseCompiler.CasesFolder, name + ".cs")));

    public static IEnumerable<string> Names =>
        Directory.GetFiles(CaseCompiler.CasesFolder, "*.cs").Select(path => Path.GetFileNameWithoutExtension(path)!).Order();

    /// <summary>Line and operation of each site that must be replaced.</summary>
    public IEnumerable<(int Line, string Operation)> Replaced => Marks("// -> ");

    /// <summary>Line and id of each error that must be reported.</summary>
    public IEnumerable<(int Line, string Id)> Errors => Marks("// ! ");

    /// <summary>Line and id of each warning that must be reported.</summary>
    public IEnumerable<(int Line, string Id)> Warnings => Marks("// ? ");

    public string? Log => Header("// log:").SingleOrDefault();

    public IEnumerable<string> Operations => Header("// operations:");

    private IEnumerable<(int Line, string Word)> Marks(string sign) =>
        from line in Source.Split('\n').Select((text, index) => (text, number: index + 1))
        let at = line.text.IndexOf(sign, StringComparison.Ordinal)
        where at >= 0
        from word in line.text[(at + sign.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        select (line.number, word);

    private IEnumerable<string> Header(string sign) => Source.Split('\n')
        .Where(line => line.StartsWith(sign, StringComparison.Ordinal)).Select(line => line[sign.Length..].Trim());
}
