using Microsoft.CodeAnalysis;

namespace Hyperweave.Analyzers.Tests;

/// <summary>What the compiler makes of an .editorconfig beside the sources, or of the same line in a .globalconfig where no source is at fault.</summary>
internal sealed class EditorConfiguration(string line) : SyntaxTreeOptionsProvider
{
    private readonly AnalyzerConfigSet forSources = Parse("[*.cs]\n" + line, "/.editorconfig");
    private readonly AnalyzerConfigSet forAll = Parse("is_global = true\n" + line, "/.globalconfig");

    public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

    public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
        forSources.GetOptionsForSourcePath("/" + tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

    public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
        forAll.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);

    private static AnalyzerConfigSet Parse(string text, string path) => AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse(text, path) });
}
