using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Hyperweave.CodeFixes.Suppressing;

/// <summary>Attributes on declarations, on lines of their own.</summary>
internal static class Attributes
{
    /// <summary>Puts an attribute before a declaration, behind its comments; once, however many diagnostics ask for it.</summary>
    /// <param name="attribute">As in C#, with its full name, without brackets.</param>
    public static void AddOnce(SyntaxEditor editor, MemberDeclarationSyntax declaration, string attribute, string newLine)
    {
        var list = List(attribute);
        editor.ReplaceNode(declaration, (current, _) =>
        {
            var member = (MemberDeclarationSyntax)current;
            return member.AttributeLists.Any(present => present.Attributes.ToString() == attribute) ? member : Add(member, list, newLine);
        });
    }

    private static MemberDeclarationSyntax Add(MemberDeclarationSyntax member, AttributeListSyntax list, string newLine)
    {
        var leading = member.GetLeadingTrivia();
        var indent = leading.Count != 0 && leading.Last().IsKind(SyntaxKind.WhitespaceTrivia) ? leading.Last() : SyntaxFactory.Whitespace("");
        var bare = member.WithLeadingTrivia(indent);
        return bare.WithAttributeLists(bare.AttributeLists.Insert(0, list.WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.EndOfLine(newLine))));
    }

    private static AttributeListSyntax List(string attribute)
    {
        var list = SyntaxFactory.ParseCompilationUnit($"[{attribute}] class C;").DescendantNodes().OfType<AttributeListSyntax>().Single().WithoutTrivia();
        var name = list.Attributes[0].Name;
        return list.ReplaceNode(name, name.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));
    }
}
