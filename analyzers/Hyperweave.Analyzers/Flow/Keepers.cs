using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>The locals, parameters and fields of a function that keep a value or something made from it.</summary>
internal static class Keepers
{
    /// <param name="body">The function's tree.</param>
    /// <param name="isSource">Whether an operation gives the value.</param>
    /// <returns>What is assigned from an expression with a source in it, or with what keeps it already, in the order of the text.</returns>
    public static HashSet<ISymbol> Of(IOperation body, Func<IOperation, bool> isSource)
    {
        var keepers = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in body.Descendants())
        {
            var (target, value) = operation switch
            {
                IVariableDeclaratorOperation { Initializer: { } initializer } declarator => (declarator.Symbol, initializer.Value),
                IAssignmentOperation assignment => (Symbol(assignment.Target), assignment.Value),
                _ => (null, null),
            };
            if (target is not null && value!.DescendantsAndSelf().Any(part => isSource(part) || Symbol(part) is { } source && keepers.Contains(source)))
                keepers.Add(target);
        }

        return keepers;
    }

    /// <summary>The local, parameter or field that an operation reads or writes, or null.</summary>
    public static ISymbol? Symbol(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IFieldReferenceOperation field => field.Field,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };
}
