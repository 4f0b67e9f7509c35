using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Hyperweave.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hyperweave.CodeFixes.MaskedScope;

/// <summary>Finds the save and restore that can become a scope without any code's changing sides.</summary>
internal sealed class SaveRestoreFinder(SemanticModel model, Judge judge, CancellationToken cancellation)
{
    /// <param name="call">The call that saves or disables.</param>
    /// <returns>The pair, or null where there is none, or where a scope would not mean the same.</returns>
    public SaveRestorePair? Find(SyntaxNode call)
    {
        if (call.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement || !CanHoldScope(block))
            return null;
        var at = block.Statements.IndexOf(statement);
        if (IsCall(statement, "cli") && at > 0)
            at--;
        if (block.Statements[at] is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } save
            || variables[0].Initializer is not { Value: var value }
            || OperationOf(value) is not ("save-and-disable" or "pushf") || model.GetDeclaredSymbol(variables[0], cancellation) is not { } saved)
            return null;
        var disable = OperationOf(value) == "pushf" ? block.Statements.ElementAtOrDefault(at + 1) : null;
        if (disable is null ? OperationOf(value) == "pushf" : !IsCall(disable, "cli"))
            return null;
        return Restores(block, saved) is { } restores ? Pair(block, save, disable, restores) : null;
    }

    private SaveRestorePair? Pair(BlockSyntax block, LocalDeclarationStatementSyntax save, StatementSyntax? disable, List<StatementSyntax> restores)
    {
        var first = block.Statements.IndexOf(disable ?? save) + 1;
        if (block.Statements.ElementAtOrDefault(first) is TryStatementSyntax { Catches.Count: 0, Finally.Block.Statements: { Count: 1 } cleanup } attempt && restores.Contains(cleanup[0]))
            return restores.Count == 1 ? new SaveRestorePair(save, disable, attempt, [], ScopeForm.Try) : null;
        if (restores.LastOrDefault(restore => restore.Parent == block) is not { } final)
            return null;
        var early = restores.Where(restore => restore != final).ToList();
        var end = block.Statements.IndexOf(final);
        if (early.Any(restore => restore.Parent == block || !IsBeforeWayOut(restore)))
            return null;
        var after = block.Statements.Skip(end + 1).ToList();
        if (after.Count == 0 || (after.Count == 1 && IsPlainWayOut(after[0])))
            return new SaveRestorePair(save, disable, final, early, ScopeForm.Declaration);
        return SharesLocals(block.Statements[first], final, after) ? null : new SaveRestorePair(save, disable, final, early, ScopeForm.Statements);
    }

    /// <summary>The statements that restore the saved state, when it is used for nothing else and in no other function.</summary>
    private List<StatementSyntax>? Restores(BlockSyntax block, ISymbol saved)
    {
        var restores = new List<StatementSyntax>();
        foreach (var use in block.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == saved.Name))
        {
            if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use, cancellation).Symbol, saved))
                continue;
            if (use.Parent is not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1, Parent: ExpressionStatementSyntax { Parent: BlockSyntax } statement } call }
                || OperationOf(call) is not ("restore-interrupts" or "popf") || statement.Ancestors().TakeWhile(outer => outer != block).Any(IsFunction))
                return null;
            restores.Add(statement);
        }

        return restores;
    }

    /// <summary>A ref struct does not live across await and yield, and nothing may jump over its declaration.</summary>
    private static bool CanHoldScope(BlockSyntax block)
    {
        var function = block.Ancestors().FirstOrDefault(IsFunction) ?? block;
        return !block.ContainsDirectives && !function.DescendantNodes().Any(node => node is AwaitExpressionSyntax or YieldStatementSyntax or LabeledStatementSyntax);
    }

    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax;

    private bool IsBeforeWayOut(StatementSyntax restore)
    {
        var statements = ((BlockSyntax)restore.Parent!).Statements;
        return statements.ElementAtOrDefault(statements.IndexOf(restore) + 1) is { } next && IsPlainWayOut(next);
    }

    /// <summary>A way out that does no work of its own, which would run with interrupts disabled in the scope.</summary>
    private bool IsPlainWayOut(StatementSyntax statement) => statement switch
    {
        ThrowStatementSyntax or ReturnStatementSyntax { Expression: null } => true,
        ReturnStatementSyntax { Expression: { } value } => model.GetConstantValue(value, cancellation).HasValue
            || model.GetSymbolInfo(value, cancellation).Symbol is ILocalSymbol or IParameterSymbol,
        _ => false,
    };

    /// <summary>Whether what the scope would hide is used behind it.</summary>
    private bool SharesLocals(StatementSyntax first, StatementSyntax last, List<StatementSyntax> after)
    {
        var flow = model.AnalyzeDataFlow(first, last);
        var behind = model.AnalyzeDataFlow(after[0], after[after.Count - 1]);
        return flow is null or { Succeeded: false } || behind is null or { Succeeded: false }
            || flow.VariablesDeclared.Intersect(behind.ReadInside.Concat(behind.WrittenInside).Concat(behind.Captured), SymbolEqualityComparer.Default).Any();
    }

    private bool IsCall(StatementSyntax statement, string operation) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } && OperationOf(call) == operation;

    private string? OperationOf(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax call && model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method
            ? judge.Of(method)?.Operation?.Id
            : null;
}
