using System.Runtime.CompilerServices;

namespace Hyperweave.EndToEnd.Tests;

/// <summary>The repository's sources. A deterministic build (CI=true) calls its folder "/_/" in debug information.</summary>
internal static class SourceTree
{
    public const string DeterministicRoot = "/_/";

    public static string Root { get; } = Find();

    /// <summary>The file that debug information names.</summary>
    public static string Local(string source) =>
        source.StartsWith(DeterministicRoot, StringComparison.Ordinal) ? Path.Combine(Root, source[DeterministicRoot.Length..]) : source;

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..")) + "/";
}
