using System.Collections.Immutable;
using Hyperweave.CodeFixes.GuestCalls;
using Hyperweave.CodeFixes.Suppressing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace Hyperweave.Analyzers.Tests;

/// <summary>Each pair of files under tests/Cases/codefixes.</summary>
public class CodeFixTests
{
    private static readonly ImmutableArray<CodeFixProvider> fixes = [.. typeof(CallGuestApiFix).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider))).Select(type => (CodeFixProvider)Activator.CreateInstance(type)!)];

    public static TheoryData<string> Cases => new(CodeFixCase.Names);

    public static TheoryData<string> Fixes => new(fixes.Select(fix => fix.GetType().Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_code_before_becomes_the_code_after(string name)
    {
        var fixCase = CodeFixCase.Load(name);
        using var workspace = new AdhocWorkspace();
        var solution = CodeFixCase.Open(workspace, fixCase.Before);
        await RequireCompiles(solution);
        var fix = fixes.Single(candidate => candidate.GetType().Name == fixCase.Fix);
        var found = await Diagnostics.In(solution, fix.FixableDiagnosticIds);
        var action = await FirstAction(fix, found, solution, fixCase.Title);
        if (fixCase.Scope == "none")
        {
            Assert.Null(action?.Action.Title);
            return;
        }

        Assert.NotNull(action);
        var result = await Apply(fixCase.Scope == "one" ? action.Action : await FixAll(fix, found, action, Enum.Parse<FixAllScope>(fixCase.Scope, ignoreCase: true)));
        Assert.Equal(CodeFixCase.Documents(fixCase.After!), await Texts(result));
        await RequireCompiles(result);
        if (fixCase.Scope == "solution")
            Assert.Null(await FirstAction(fix, await Diagnostics.In(result, fix.FixableDiagnosticIds), result, fixCase.Title));
    }

    [Theory]
    [MemberData(nameof(Fixes))]
    public void A_fix_has_cases_for_one_place_and_for_all_and_where_it_is_not_offered(string name)
    {
        var scopes = CodeFixCase.Names.Select(CodeFixCase.Load).Where(fixCase => fixCase.Fix == name).Select(fixCase => fixCase.Scope).ToHashSet();
        Assert.Superset(new HashSet<string> { "one", "document", "project", "solution", "none" }, scopes);
    }

    /// <summary>A page that names [NativeForm] as the way to suppress its rule, and the fix that does it, agree.</summary>
    [Fact]
    public void NativeForm_is_offered_where_the_rules_page_says_so()
    {
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "diagnostics"), "*.md")
            .Where(page => File.ReadAllText(page).Split("## How to suppress").ElementAtOrDefault(1)?.Contains("[NativeForm]", StringComparison.Ordinal) == true)
            .Select(page => Path.GetFileNameWithoutExtension(page)!);
        Assert.Equal(pages.Order(), new MarkNativeFormFix().FixableDiagnosticIds.Order());
    }

    private static async Task<Offer?> FirstAction(CodeFixProvider fix, Diagnostics found, Solution solution, string title)
    {
        foreach (var (document, diagnostic) in found.All.Where(entry => fix.FixableDiagnosticIds.Contains(entry.Diagnostic.Id)))
        {
            var offers = new List<CodeAction>();
            await fix.RegisterCodeFixesAsync(new CodeFixContext(solution.GetDocument(document)!, diagnostic, (action, _) => offers.Add(action), default));
            if (offers.FirstOrDefault(action => title.Length == 0 || action.Title == title) is { } action)
                return new Offer(solution.GetDocument(document)!, action);
        }

        return null;
    }

    private static async Task<CodeAction> FixAll(CodeFixProvider fix, Diagnostics found, Offer offer, FixAllScope scope)
    {
        var provider = fix.GetFixAllProvider()!;
        var context = new FixAllContext(
            offer.Document, fix, scope, offer.Action.EquivalenceKey, provider.GetSupportedFixAllDiagnosticIds(fix), found, CancellationToken.None);
        return (await provider.GetFixAsync(context))!;
    }

    private static async Task<Solution> Apply(CodeAction action) =>
        (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single().ChangedSolution;

    private static async Task<Dictionary<string, string>> Texts(Solution solution)
    {
        var texts = new Dictionary<string, string>();
        foreach (var project in solution.Projects)
        {
            foreach (var document in project.Documents.Concat<TextDocument>(project.AdditionalDocuments))
                texts.Add($"{project.Name}/{document.Name}", (await document.GetTextAsync()).ToString());
        }

        return texts;
    }

    private static async Task RequireCompiles(Solution solution)
    {
        foreach (var project in solution.Projects)
            Assert.Empty((await project.GetCompilationAsync())!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    private sealed record Offer(Document Document, CodeAction Action);
}
