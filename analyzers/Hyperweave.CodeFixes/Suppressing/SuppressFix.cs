using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Hyperweave.Analyzers;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hyperweave.CodeFixes.Suppressing;

/// <summary>Suppresses a diagnostic of ours on the member around it, and asks for the reason in the place where it belongs.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class SuppressFix : EditingFix
{
    private const string Prompt = "TODO: say why this is right here";

    /// <summary>Every rule about source; an operations file has no place for an attribute.</summary>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [.. Descriptors.All.Select(descriptor => descriptor.Id).Where(id => id != DiagnosticIds.MalformedOperationsFile)];

    internal override Edit? Plan(Source source, Diagnostic diagnostic)
    {
        var member = source.NodeOf(diagnostic).AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault();
        if (member is null or GlobalStatementSyntax or BaseNamespaceDeclarationSyntax)
            return null;
        var rule = diagnostic.Descriptor;
        var attribute = $"""System.Diagnostics.CodeAnalysis.SuppressMessage("{rule.Category}", "{rule.Id}:{rule.Title}", Justification = "{Prompt}")""";
        return new Edit($"Suppress {rule.Id} with a justification", editor => Attributes.AddOnce(editor, member, attribute, source.NewLine));
    }
}
