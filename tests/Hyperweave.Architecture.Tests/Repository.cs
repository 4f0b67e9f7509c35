using System.Reflection;
using System.Xml.Linq;

namespace Hyperweave.Architecture.Tests;

/// <summary>The project files of this repository and what they point at.</summary>
internal static class Repository
{
    /// <summary>The wings from left to right, as data flows. Nothing points to the right.</summary>
    public static string[] Wings { get; } = ["analyzers", "rewriter", "runtime", "msbuild", "samples", "tests"];

    public static string Root { get; } = Path.GetFullPath(Assembly.GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepoRoot").Value!);

    /// <summary>Every project file and shared build file of the wings, relative to the root; the content of templates is text yet.</summary>
    public static IEnumerable<string> BuildFiles => Wings
        .SelectMany(wing => new[] { "*.csproj", "*.props", "*.targets", "*.projitems" }.SelectMany(pattern =>
            Directory.EnumerateFiles(Path.Combine(Root, wing), pattern, SearchOption.AllDirectories)))
        .Select(path => Path.GetRelativePath(Root, path))
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules" or "content"));

    /// <summary>The project references of a build file, relative to the root.</summary>
    public static IEnumerable<string> ProjectReferences(string buildFile) => Paths(buildFile, "ProjectReference");

    /// <summary>The source files and folders that a build file takes from elsewhere, relative to the root.</summary>
    public static IEnumerable<string> LinkedSources(string buildFile) =>
        Paths(buildFile, "Compile").Where(path => path.Contains(".." + Path.DirectorySeparatorChar) || !path.StartsWith(Folder(buildFile), StringComparison.Ordinal));

    public static int Wing(string relativePath) => Array.IndexOf(Wings, relativePath.Split(Path.DirectorySeparatorChar)[0]);

    private static IEnumerable<string> Paths(string buildFile, string item)
    {
        var folder = Path.Combine(Root, Folder(buildFile));
        return XDocument.Load(Path.Combine(Root, buildFile)).Descendants(item)
            .Select(element => element.Attribute("Include")?.Value ?? "")
            .SelectMany(value => value.Split(';', StringSplitOptions.RemoveEmptyEntries))
            .Select(value => value.Replace("$(RepoRoot)", Root + Path.DirectorySeparatorChar).Replace("$(MSBuildThisFileDirectory)", folder + Path.DirectorySeparatorChar))
            .Where(value => !value.Contains("$(", StringComparison.Ordinal))
            .Select(value => Path.GetRelativePath(Root, Path.GetFullPath(value.Replace('\\', Path.DirectorySeparatorChar), folder)));
    }

    private static string Folder(string buildFile) => Path.GetDirectoryName(buildFile)!;
}
