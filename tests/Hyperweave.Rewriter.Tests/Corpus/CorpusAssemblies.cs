using Xunit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Hyperweave.Rewriting.Tests.Corpus;

/// <summary>
/// Assemblies that nobody made for us: the shared frameworks of the runtime that runs the tests, and the packages beside them.
/// HYPERWEAVE_CORPUS=all takes every one; the suite takes some, drawn with a seed.
/// </summary>
public static class CorpusAssemblies
{
    private const int InSuite = 16;
    private const int Seed = 20261121;

    /// <summary>The corpus, and the files that its assemblies refer to.</summary>
    public static IReadOnlyList<string> Files { get; } = FoldersOf(Path.GetDirectoryName(typeof(object).Assembly.Location)!)
        .SelectMany(folder => Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        .DistinctBy(Path.GetFileName)
        .ToList();

    /// <summary>Every assembly with methods, but for the one that holds operations of its own: the processor's intrinsics.</summary>
    public static IReadOnlyList<string> All { get; } = Files
        .Where(file => Path.GetFileName(file) != "System.Private.CoreLib.dll" && HoldsMethods(file))
        .ToList();

    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("HYPERWEAVE_CORPUS") == "all";

    /// <summary>The file names of those to test now.</summary>
    public static TheoryData<string> Chosen() => new((IsWhole ? All : Draw()).Select(path => Path.GetFileName(path)));

    public static string PathOf(string name) => All.Single(path => Path.GetFileName(path) == name);

    private static IEnumerable<string> Draw()
    {
        var all = All.ToArray();
        new Random(Seed).Shuffle(all);
        return all.Take(InSuite);
    }

    private static List<string> FoldersOf(string runtime)
    {
        var version = Path.GetFileName(runtime);
        var web = Path.Combine(runtime, "..", "..", "Microsoft.AspNetCore.App", version);
        return [.. new[] { runtime, Path.GetFullPath(web), AppContext.BaseDirectory }.Where(Directory.Exists)];
    }

    /// <summary>Native libraries and assemblies that only forward types are no use here.</summary>
    private static bool HoldsMethods(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        return image.HasMetadata && image.GetMetadataReader() is { IsAssembly: true } metadata && metadata.MethodDefinitions.Count != 0;
    }
}
