using Hyperweave.Analyzers;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hyperweave.SourceScan;

/// <summary>Diagnostics as findings.</summary>
internal static class Findings
{
    public static IReadOnlyList<SourceFinding> Of(IEnumerable<Diagnostic> diagnostics, Compilation compilation) =>
    [
        .. diagnostics.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden && diagnostic.Location.IsInSource)
            .Select(diagnostic => Of(diagnostic, compilation))
            .OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column).ThenBy(finding => finding.Id, StringComparer.Ordinal),
    ];

    public static SourceSeverity Severity(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => SourceSeverity.Error,
        DiagnosticSeverity.Warning => SourceSeverity.Warning,
        _ => SourceSeverity.Info,
    };

    /// <summary>file(line,column), as compilers write it.</summary>
    public static string Place(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetLineSpan();
        return $"{place.Path}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1})";
    }

    private static SourceFinding Of(Diagnostic diagnostic, Compilation compilation)
    {
        var tree = diagnostic.Location.SourceTree!;
        var node = tree.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var model = compilation.GetSemanticModel(tree);
        // A #line directive counts: it is where a person finds the code.
        var place = diagnostic.Location.GetMappedLineSpan();
        var operation = diagnostic.Properties.TryGetValue(OperationAnalyzer.OperationProperty, out var id) && id is not null ? Operations.Find(id) : null;
        return new SourceFinding(
            diagnostic.Id, diagnostic.IsWarningAsError ? SourceSeverity.Warning : Severity(diagnostic.Severity), diagnostic.GetMessage(),
            place.Path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, place.EndLinePosition.Line + 1, place.EndLinePosition.Character + 1,
            Container(node, model), Target(node, model),
            operation?.Id ?? "", operation?.ClassName ?? "",
            operation is null ? "" : Prospects.FullVirtualization(operation), operation is null ? "" : Prospects.Paravirtualization(operation),
            diagnostic.Id is DiagnosticIds.NoReplacement or DiagnosticIds.UnknownExtern or DiagnosticIds.ReplaceByHand,
            diagnostic.IsSuppressed, Justification(diagnostic, compilation));
    }

    private static string Container(SyntaxNode node, SemanticModel model)
    {
        var member = node.AncestorsAndSelf().FirstOrDefault(outer => outer is MemberDeclarationSyntax and not BaseNamespaceDeclarationSyntax);
        var declared = member is BaseFieldDeclarationSyntax field ? field.Declaration.Variables[0] : member;
        return declared is null or GlobalStatementSyntax ? "" : model.GetDeclaredSymbol(declared)?.GetDocumentationCommentId() ?? "";
    }

    private static string Target(SyntaxNode node, SemanticModel model) =>
        model.GetSymbolInfo(node).Symbol?.OriginalDefinition.GetDocumentationCommentId() ?? node.ToString();

    private static string Justification(Diagnostic diagnostic, Compilation compilation) =>
        diagnostic.GetSuppressionInfo(compilation)?.Attribute?.NamedArguments.FirstOrDefault(argument => argument.Key == "Justification").Value.Value as string ?? "";
}
