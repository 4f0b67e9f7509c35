using System.Collections.Immutable;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Hyperweave.Analyzers;

/// <summary>Reports lines of *.Operations.txt files that cannot be read, at their place in the file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OperationsFileAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.MalformedOperationsFile];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterAdditionalFileAction(Examine);
    }

    private static void Examine(AdditionalFileAnalysisContext context)
    {
        if (!UserRows.IsOperationsFile(context.AdditionalFile.Path) || context.AdditionalFile.GetText(context.CancellationToken) is not { } text)
            return;
        foreach (var error in UserRows.Parse(text.ToString(), context.AdditionalFile.Path).Errors)
        {
            var line = text.Lines[error.Line - 1];
            var span = TextSpan.FromBounds(line.Start + error.Column - 1, line.End);
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.MalformedOperationsFile, Location.Create(error.File, span, text.Lines.GetLinePositionSpan(span)), error.Message));
        }
    }
}
