using System.Reflection;

namespace Hyperweave.Image.Tests;

/// <summary>Where this repository and its outputs are.</summary>
internal static class Repository
{
    public static string Root => Metadata("RepoRoot");

    /// <summary>Name of the build configuration in paths of outputs.</summary>
    public static string Configuration => Metadata("Configuration");

    /// <summary>A file in the output folder of a sample.</summary>
    public static string SampleOutput(string sample, string file) =>
        Path.Combine(Root, "artifacts", "bin", sample, Configuration, file);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
