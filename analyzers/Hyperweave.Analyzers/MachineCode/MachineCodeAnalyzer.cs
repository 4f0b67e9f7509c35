using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Hyperweave.Analyzers.MachineCode;

/// <summary>Decodes the bytes that the source calls as code, and reports each operation in them where they are made callable.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MachineCodeAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.MachineCodeInData];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (!GuestProject.IsGuest(start.Options))
                return;
            var mentions = new Mentions();
            start.RegisterOperationAction(operation => Examine(operation, mentions), OperationKind.Conversion, OperationKind.Invocation);
        });
    }

    private static void Examine(OperationAnalysisContext context, Mentions mentions)
    {
        if (NativeCall.Made(context.Operation) is not { } address || Judge.IsExempt(context.ContainingSymbol))
            return;
        foreach (var blob in CodeSources.Of(address, mentions, context.CancellationToken).Blobs.Distinct())
        {
            foreach (var (offset, what, advice) in BlobCode.Findings([.. blob.Bytes]))
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.MachineCodeInData, context.Operation.Syntax.GetLocation(), blob.Name, offset, what, advice));
        }
    }
}
