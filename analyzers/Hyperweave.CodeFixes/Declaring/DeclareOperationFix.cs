using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Hyperweave.Analyzers;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Hyperweave.CodeFixes.Declaring;

/// <summary>Declares what an unknown extern does, by a row in a *.Operations.txt: innocuous, or an operation that its name suggests.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class DeclareOperationFix : CodeFixProvider
{
    private const int MostGuesses = 3;

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.UnknownExtern];

    public override FixAllProvider GetFixAllProvider() => new DeclareAll();

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            foreach (var (key, operation) in Choices(diagnostic))
            {
                var row = Row(diagnostic, operation);
                context.RegisterCodeFix(
                    CodeAction.Create($"Declare '{EntryPoint(diagnostic)}' as {operation}", cancellation => OperationsFile.Add(context.Document.Project, [row], cancellation), key),
                    diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The row for one diagnostic of a Fix All: each extern gets its own guess of the same rank; null where its name suggests none.</summary>
    internal static string? RowFor(Diagnostic diagnostic, string key) =>
        Choices(diagnostic).FirstOrDefault(choice => choice.Key == key) is { Operation: { } operation } ? Row(diagnostic, operation) : null;

    private static IEnumerable<(string Key, string Operation)> Choices(Diagnostic diagnostic) => OperationGuess.For(EntryPoint(diagnostic)).Take(MostGuesses)
        .Select((operation, rank) => ($"Guess{rank}", operation))
        .Append((Signatures.Innocuous, Signatures.Innocuous));

    private static string Row(Diagnostic diagnostic, string operation) => $"{EntryPoint(diagnostic)};{operation}";

    private static string EntryPoint(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(OperationAnalyzer.EntryPointProperty, out var name) ? name! : "";
}
