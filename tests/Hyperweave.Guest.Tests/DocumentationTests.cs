using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace Hyperweave.Guest.Tests;

/// <summary>The page about the API names every operation.</summary>
public sealed class DocumentationTests
{
    [Theory]
    [MemberData(nameof(ParityTests.Classes), MemberType = typeof(ParityTests))]
    public void PageNamesEveryOperation(Type operations)
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "guest-api.md"));
        var table = page[page.IndexOf("## The operations", StringComparison.Ordinal)..];
        var missing = operations.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(method => method.Name).Distinct().Where(name => !table.Contains($"`{name}`", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    internal static string RepositoryRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
