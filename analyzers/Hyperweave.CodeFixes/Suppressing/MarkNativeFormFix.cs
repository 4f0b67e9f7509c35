using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hyperweave.CodeFixes.Suppressing;

/// <summary>Marks a type whose code the paravirtual image never runs, so that neither editor nor build minds the operations in it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MarkNativeFormFix : EditingFix
{
    private const string Attribute = "Hyperweave.Guest.NativeForm";

    /// <summary>The rules whose pages name this way.</summary>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        DiagnosticIds.SensitiveUnprivileged, DiagnosticIds.NoReplacement, DiagnosticIds.UnknownExtern,
        DiagnosticIds.MachineCodeInData, DiagnosticIds.UnmanagedPointerCall, DiagnosticIds.PhysicalAddress, DiagnosticIds.AccessWidth, DiagnosticIds.ReplaceByHand,
    ];

    internal override Edit? Plan(Source source, Diagnostic diagnostic)
    {
        var type = source.NodeOf(diagnostic).AncestorsAndSelf().OfType<TypeDeclarationSyntax>().FirstOrDefault();
        if (type is null or InterfaceDeclarationSyntax || source.Model.Compilation.GetTypeByMetadataName(Attribute + "Attribute") is null)
            return null;
        return new Edit($"Mark '{type.Identifier.ValueText}' [NativeForm]: only bare metal runs it", editor => Attributes.AddOnce(editor, type, Attribute, source.NewLine));
    }
}
