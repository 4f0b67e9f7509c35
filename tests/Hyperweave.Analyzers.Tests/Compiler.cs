using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Hyperweave.Analyzers.Tests;

/// <summary>Compiles cases against the running framework and the guest API, and runs our analyzers over them.</summary>
internal static class Compiler
{
    /// <summary>Every analyzer of the assembly.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(OperationAnalyzer).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static CSharpCompilationOptions Options { get; } = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Preview);

    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(Guest.Cpu).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compile(AnalyzerCase analyzerCase, string file = "Case.cs") =>
        Compile(analyzerCase.Source.Text, file, analyzerCase.Library is { } library ? [Emit(Compile(library, "Library.cs"))] : []);

    public static CSharpCompilation Compile(string source, string file = "Case.cs", params MetadataReference[] more) =>
        WithoutErrors(CompileUnchecked(source, file, more));

    /// <summary>A compilation that may have errors, as while somebody types.</summary>
    public static CSharpCompilation CompileUnchecked(string source, string file = "Case.cs", params MetadataReference[] more) => CSharpCompilation.Create(
        Path.GetFileNameWithoutExtension(file), [CSharpSyntaxTree.ParseText(source, ParseOptions, file)], [.. References, .. more], Options);

    public static CSharpCompilation WithoutErrors(CSharpCompilation compilation)
    {
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        return errors.Count == 0 ? compilation : throw new InvalidOperationException(string.Join('\n', errors));
    }

    /// <summary>An assembly as a file that is referred to: without its source.</summary>
    private static MetadataReference Emit(CSharpCompilation compilation)
    {
        var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    public static async Task<ImmutableArray<Diagnostic>> Analyze(Compilation compilation, AnalyzerOptions options)
    {
        var crashes = new List<Exception>();
        var settings = new CompilationWithAnalyzersOptions(options, (crash, _, _) => crashes.Add(crash), concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var found = await compilation.WithAnalyzers(Analyzers, settings).GetAnalyzerDiagnosticsAsync();
        return crashes.Count == 0 ? found : throw new AggregateException(crashes);
    }
}
