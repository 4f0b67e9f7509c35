using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Hyperweave.CodeFixes.MaskedScope;

/// <summary>Writes the scope in the place of a save and restore; comments stay where they were.</summary>
internal static class MaskedScopeWriter
{
    private static readonly SyntaxAnnotation leaving = new();

    public static SyntaxNode Write(SyntaxNode root, SaveRestorePair pair)
    {
        var block = (BlockSyntax)pair.Save.Parent!;
        IEnumerable<StatementSyntax?> tracked = [pair.Save, pair.Disable, pair.Restore, .. pair.EarlyRestores];
        var current = block.TrackNodes(tracked.OfType<StatementSyntax>());
        foreach (var early in pair.EarlyRestores)
            current = Remove(current, current.GetCurrentNode(early)!);
        if (pair.Disable is not null)
            current = Remove(current, current.GetCurrentNode(pair.Disable)!);
        var (save, restore) = (current.GetCurrentNode(pair.Save)!, current.GetCurrentNode(pair.Restore)!);
        return root.ReplaceNode(block, pair.Form switch
        {
            ScopeForm.Declaration => Declared(current, pair),
            ScopeForm.Try => Inside(current, save, restore, ((TryStatementSyntax)restore).Block.Statements),
            _ => Inside(current, save, restore, Between(current, save, restore)),
        });
    }

    private static BlockSyntax Declared(BlockSyntax block, SaveRestorePair pair)
    {
        block = Remove(block, block.GetCurrentNode(pair.Restore)!);
        var save = block.GetCurrentNode(pair.Save)!;
        return block.ReplaceNode(save, Declaration(save));
    }

    private static SyntaxList<StatementSyntax> Between(BlockSyntax block, StatementSyntax save, StatementSyntax restore) =>
        SyntaxFactory.List(block.Statements.SkipWhile(statement => statement != save).Skip(1).TakeWhile(statement => statement != restore));

    /// <summary>using (Interrupts.Masked()) { statements }, from the saving to the restoring.</summary>
    private static BlockSyntax Inside(BlockSyntax block, StatementSyntax save, StatementSyntax restore, SyntaxList<StatementSyntax> statements)
    {
        var scope = SyntaxFactory.UsingStatement(null, Masked(), SyntaxFactory.Block(statements))
            .WithLeadingTrivia(save.GetLeadingTrivia()).WithTrailingTrivia(restore.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
        int from = block.Statements.IndexOf(save), to = block.Statements.IndexOf(restore);
        return block.WithStatements(SyntaxFactory.List(block.Statements.Take(from).Append(scope).Concat(block.Statements.Skip(to + 1))));
    }

    /// <summary>using var, by the name that the state had: it is free in every scope around.</summary>
    private static LocalDeclarationStatementSyntax Declaration(LocalDeclarationStatementSyntax save)
    {
        var variable = save.Declaration.Variables[0];
        var declaration = SyntaxFactory.VariableDeclaration(
            SyntaxFactory.IdentifierName("var").WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.SingletonSeparatedList(variable.WithInitializer(variable.Initializer!.WithValue(Masked()))));
        return save.WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithDeclaration(declaration).WithTriviaFrom(save);
    }

    private static InvocationExpressionSyntax Masked() => SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
        SyntaxKind.SimpleMemberAccessExpression,
        SyntaxFactory.ParseExpression("Hyperweave.Guest.Interrupts").WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation),
        SyntaxFactory.IdentifierName("Masked")));

    /// <summary>Without its line, unless a comment stands there.</summary>
    private static BlockSyntax Remove(BlockSyntax block, StatementSyntax statement)
    {
        var trailing = statement.GetTrailingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToList();
        if (!statement.GetLeadingTrivia().Concat(trailing).Any(IsComment))
            return block.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia)!;
        block = block.ReplaceNode(statement, statement.WithTrailingTrivia(trailing).WithAdditionalAnnotations(leaving));
        return block.RemoveNode(block.GetAnnotatedNodes(leaving).Single(), SyntaxRemoveOptions.KeepExteriorTrivia)!;
    }

    private static bool IsComment(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
