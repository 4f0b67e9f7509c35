using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hyperweave.Analyzers.MachineCode;

/// <summary>Where the names of a file are used. A file is searched once for a compilation, and only when somebody asks.</summary>
internal sealed class Mentions
{
    private readonly ConcurrentDictionary<SyntaxTree, ILookup<string, IdentifierNameSyntax>> byTree = new();

    /// <summary>Every use of a symbol in the model's file.</summary>
    public IEnumerable<IdentifierNameSyntax> Of(ISymbol symbol, SemanticModel model, CancellationToken cancellation) =>
        byTree.GetOrAdd(model.SyntaxTree, tree => Index(tree, cancellation))[symbol.Name]
            .Where(name => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol?.OriginalDefinition, symbol.OriginalDefinition));

    private static ILookup<string, IdentifierNameSyntax> Index(SyntaxTree tree, CancellationToken cancellation) =>
        tree.GetRoot(cancellation).DescendantNodes().OfType<IdentifierNameSyntax>().ToLookup(name => name.Identifier.ValueText);
}
