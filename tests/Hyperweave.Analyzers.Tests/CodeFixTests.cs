using System.Collections.Immutable;
using Hyperweave.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Hyperweave.Analyzers.Tests;

/// <summary>Cases are pairs of files: NAME.before.cs becomes NAME.after.cs when every fix of the document is applied.</summary>
public class CodeFixTests
{
    private const string Before = ".before.cs";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Cases", "codefixes");

    public static TheoryData<string> Cases => new(Directory.GetFiles(Folder, "*" + Before).Select(path => Path.GetFileName(path)[..^Before.Length]).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Fix_all_in_the_document_gives_the_code_after(string name)
    {
        using var workspace = new AdhocWorkspace();
        var document = AddDocument(workspace, await File.ReadAllTextAsync(Path.Combine(Folder, name + Before)));
        var fixedDocument = await FixAll(document);
        var expected = await File.ReadAllTextAsync(Path.Combine(Folder, name + ".after.cs"));
        Assert.Equal(expected, (await fixedDocument.GetTextAsync()).ToString(), ignoreLineEndingDifferences: true);
        Compiler.Compile(expected);
    }

    private static Document AddDocument(AdhocWorkspace workspace, string source)
    {
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Case", "Case", LanguageNames.CSharp,
            compilationOptions: Compiler.Options, parseOptions: Compiler.ParseOptions, metadataReferences: Compiler.References));
        return workspace.AddDocument(project.Id, "Case.cs", SourceText.From(source));
    }

    private static async Task<Document> FixAll(Document document)
    {
        var fix = new CallGuestApiFix();
        var diagnostics = (await Analyze(document)).Where(diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id)).ToImmutableArray();
        var context = new FixAllContext(
            document, fix, FixAllScope.Document, nameof(CallGuestApiFix), fix.FixableDiagnosticIds, new Found(diagnostics), CancellationToken.None);
        var action = await fix.GetFixAllProvider().GetFixAsync(context);
        Assert.NotNull(action);
        var change = (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        return change.ChangedSolution.GetDocument(document.Id)!;
    }

    private static async Task<ImmutableArray<Diagnostic>> Analyze(Document document) =>
        await Compiler.Analyze((await document.Project.GetCompilationAsync())!, new([]));

    private sealed class Found(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
