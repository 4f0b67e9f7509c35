using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Hyperweave.SourceScan;

/// <summary>The project's analyzer options with what the user adds. Who scans a project means it to be a kernel, whether it knows Hyperweave or not.</summary>
internal sealed class ScanOptions(AnalyzerOptions project, IEnumerable<string> operationsFiles)
    : AnalyzerOptions([.. project.AdditionalFiles, .. operationsFiles.Select(path => new OperationsText(path))], new GuestProvider(project.AnalyzerConfigOptionsProvider))
{
    private sealed class OperationsText(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
    }

    private sealed class GuestProvider(AnalyzerConfigOptionsProvider project) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new GuestValues(project.GlobalOptions);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => project.GetOptions(tree);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => project.GetOptions(textFile);
    }

    private sealed class GuestValues(AnalyzerConfigOptions project) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            if (!string.Equals(key, Analyzers.GuestProject.Property, StringComparison.OrdinalIgnoreCase))
                return project.TryGetValue(key, out value);
            value = "true";
            return true;
        }
    }
}
