using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Hyperweave.Analyzers.Tests;

/// <summary>A pair of files under tests/Cases/codefixes; its README says what they mean.</summary>
/// <param name="Title">The action to take; empty for the first one.</param>
internal sealed record CodeFixCase(string Fix, string Scope, string Title, string Before, string? After)
{
    private const string BeforeSuffix = ".before.cs", Heading = "// apply: ", Separator = "// ---- ";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Cases", "codefixes");

    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*" + BeforeSuffix, SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, path)[..^BeforeSuffix.Length]).Order();

    public static CodeFixCase Load(string name)
    {
        var before = Read(name + BeforeSuffix)!;
        var heading = before[..before.IndexOf('\n', StringComparison.Ordinal)][Heading.Length..].Split(", ", 2);
        return new(Path.GetDirectoryName(name) + "Fix", heading[0], heading.ElementAtOrDefault(1) ?? "", before, Read(name + ".after.cs"));
    }

    /// <summary>The text's documents: project/file → content.</summary>
    public static Dictionary<string, string> Documents(string text)
    {
        var documents = new Dictionary<string, string>();
        foreach (var section in ("\n" + Separator + "Case/Case.cs\n" + text).Split("\n" + Separator)[1..])
        {
            var lines = section.Split('\n', 2);
            documents.Add(lines[0], lines[1].TrimEnd('\n') + "\n");
        }

        return documents;
    }

    /// <summary>The text as a solution; every project is a guest.</summary>
    public static Solution Open(AdhocWorkspace workspace, string text)
    {
        foreach (var project in Documents(text).GroupBy(document => document.Key.Split('/')[0]))
            workspace.AddProject(Project(project.Key, project.Select(document => (Path: "/" + document.Key, document.Value))));
        return workspace.CurrentSolution;
    }

    private static ProjectInfo Project(string name, IEnumerable<(string Path, string Text)> files)
    {
        var id = ProjectId.CreateNewId();
        var documents = files.ToLookup(file => file.Path.EndsWith(".txt", StringComparison.Ordinal), file => Document(id, file.Path, file.Text));
        return ProjectInfo.Create(id, VersionStamp.Default, name, name, LanguageNames.CSharp, filePath: $"/{name}/{name}.csproj",
                compilationOptions: Compiler.Options, parseOptions: Compiler.ParseOptions, metadataReferences: Compiler.References,
                documents: documents[false], additionalDocuments: documents[true])
            .WithAnalyzerConfigDocuments([Document(id, $"/{name}/.globalconfig", "is_global = true\nbuild_property.HyperweaveGuest = true\n")]);
    }

    private static DocumentInfo Document(ProjectId project, string path, string text) => DocumentInfo.Create(
        DocumentId.CreateNewId(project), Path.GetFileName(path), filePath: path,
        loader: TextLoader.From(TextAndVersion.Create(SourceText.From(text), VersionStamp.Default)));

    private static string? Read(string name)
    {
        var path = Path.Combine(Folder, name);
        return File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null;
    }
}
