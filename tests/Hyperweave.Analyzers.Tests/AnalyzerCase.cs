using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Hyperweave.Analyzers.Tests;

/// <summary>A case file; see tests/Cases/analyzers/README.md.</summary>
internal sealed record AnalyzerCase(string Name, MarkedSource Source)
{
    private const string FileSign = "// file ";
    private const string LibrarySign = "\n// library\n";

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Cases", "analyzers");

    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.cs").Select(path => Path.GetFileNameWithoutExtension(path)!).Order();

    public static AnalyzerCase Load(string name)
    {
        var parts = File.ReadAllText(Path.Combine(Folder, name + ".cs")).Split(LibrarySign, 2);
        return new(name, MarkedSource.Parse(parts[0], name.Split('.')[0])) { Library = parts.ElementAtOrDefault(1) };
    }

    /// <summary>The source of another assembly that the case refers to, or null.</summary>
    public string? Library { get; private init; }

    /// <summary>Whether a rule's findings are compared: all rules' are, or only the case's own when it says so.</summary>
    public bool Looks(string id) => !Lines.Contains("// only this rule") || id == Name.Split('.')[0];

    /// <summary>A guest without additional files.</summary>
    public static AnalyzerOptions GuestOptions { get; } = new([], new ProjectOptions(isGuest: true));

    public AnalyzerOptions Options => new(AdditionalFiles, new ProjectOptions(Lines.Contains("// guest")));

    private IEnumerable<string> Lines => Source.Text.Split('\n').Select(line => line.TrimEnd('\r'));

    private ImmutableArray<AdditionalText> AdditionalFiles =>
    [
        .. Lines.Where(line => line.StartsWith(FileSign, StringComparison.Ordinal))
            .Select(line => line[FileSign.Length..].Split(": ", 2))
            .GroupBy(parts => parts[0], (name, lines) => new TextFile(name, string.Join('\n', lines.Select(parts => parts[1])))),
    ];

    private sealed class TextFile(string path, string content) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(content);
    }

    private sealed class ProjectOptions(bool isGuest) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(isGuest);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values(bool isGuest) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value)
        {
            value = isGuest ? "true" : "";
            return isGuest && key == "build_property.HyperweaveGuest";
        }
    }
}
