using System.Collections.Immutable;
using Hyperweave.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Hyperweave.SourceScan;

/// <summary>A project in a Roslyn workspace, and our analyzers over it.</summary>
internal static class Analysis
{
    private const int MostErrors = 10;

    private static readonly ImmutableArray<DiagnosticAnalyzer> analyzers =
    [
        .. typeof(OperationAnalyzer).Assembly.GetTypes().Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static async Task<SourceScanResult> Run(SourceScanOptions options)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(CommandLineProject.CreateProjectInfo(options.Name, LanguageNames.CSharp, options.CompilerArguments, options.Folder, workspace));
        var compilation = (await project.GetCompilationAsync().ConfigureAwait(false))!;
        RequireSound(options, compilation);
        var diagnostics = await Diagnostics(compilation, new ScanOptions(project.AnalyzerOptions, options.OperationsFiles)).ConfigureAwait(false);
        if (diagnostics.FirstOrDefault(diagnostic => diagnostic.Id == MalformedOperationsFile) is { } malformed)
            throw new SourceScanException($"{Findings.Place(malformed)}: {malformed.GetMessage()}");
        return new SourceScanResult(Findings.Of(diagnostics, compilation), [.. Rules()]);
    }

    private const string MalformedOperationsFile = Catalogue.DiagnosticIds.MalformedOperationsFile;

    private static async Task<ImmutableArray<Diagnostic>> Diagnostics(Compilation compilation, ScanOptions options)
    {
        var settings = new CompilationWithAnalyzersOptions(
            options, OnCrash, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        return await compilation.WithAnalyzers(analyzers, settings).GetAnalyzerDiagnosticsAsync().ConfigureAwait(false);
    }

    /// <summary>An analyzer that fails has not looked at everything: no report is better than one with holes.</summary>
    private static void OnCrash(Exception crash, DiagnosticAnalyzer analyzer, Diagnostic diagnostic) =>
        throw new InvalidOperationException($"{analyzer.GetType().Name} failed", crash);

    private static void RequireSound(SourceScanOptions options, Compilation compilation)
    {
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic is { DefaultSeverity: DiagnosticSeverity.Error, IsSuppressed: false }).Take(MostErrors).ToList();
        if (errors.Count != 0)
            throw new SourceScanException($"{options.Name} does not compile:\n{string.Join('\n', errors)}");
    }

    private static IEnumerable<SourceRule> Rules() => Descriptors.All.Where(rule => rule.Id != MalformedOperationsFile).OrderBy(rule => rule.Id, StringComparer.Ordinal)
        .Select(rule => new SourceRule(rule.Id, rule.Title.ToString(), rule.Category, Findings.Severity(rule.DefaultSeverity), rule.HelpLinkUri));
}
