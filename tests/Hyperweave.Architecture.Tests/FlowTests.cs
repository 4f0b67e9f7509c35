using Xunit;

namespace Hyperweave.Architecture.Tests;

/// <summary>The flow of data is one-way: analyzers → rewriter → runtime → msbuild → samples → tests.</summary>
public class FlowTests
{
    public static TheoryData<string> BuildFiles => new(Repository.BuildFiles);

    [Theory]
    [MemberData(nameof(BuildFiles))]
    public void Nothing_references_a_project_further_to_the_right(string buildFile) =>
        Assert.All(Repository.ProjectReferences(buildFile), reference =>
        {
            Assert.True(File.Exists(Path.Combine(Repository.Root, reference)), $"{buildFile} references {reference}, which is not there");
            Assert.True(Repository.Wing(reference) <= Repository.Wing(buildFile), $"{buildFile} references {reference}");
        });

    /// <summary>MSBuild builds a project that the solution does not name for Debug, whatever the solution is built for.</summary>
    [Theory]
    [MemberData(nameof(BuildFiles))]
    public void What_a_project_references_is_in_the_solution(string buildFile)
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "Toolchain.sln")).Replace('\\', Path.DirectorySeparatorChar);
        Assert.All(Repository.ProjectReferences(buildFile), reference => Assert.Contains($"\"{reference}\"", solution, StringComparison.Ordinal));
    }

    /// <summary>The hypercall interface: bare constants, compiled by everyone who speaks it, as the catalogue is.</summary>
    private static readonly string contract = Path.Combine("runtime", "Hyperweave.Guest", "Abi");

    /// <summary>Shared source comes from the left too, but for the contract.</summary>
    [Theory]
    [MemberData(nameof(BuildFiles))]
    public void Nothing_compiles_source_from_further_to_the_right(string buildFile) =>
        Assert.All(Repository.LinkedSources(buildFile), source =>
            Assert.True(source.StartsWith(contract, StringComparison.Ordinal) || Repository.Wing(source) <= Repository.Wing(buildFile), $"{buildFile} compiles {source}"));

    /// <summary>What runs a guest knows only the interface between them.</summary>
    [Fact]
    public void The_VMM_references_no_guest_and_no_guest_the_VMM()
    {
        Assert.DoesNotContain(References("Hyperweave.Vmm"), reference => reference.Contains("Hyperweave.Guest") || reference.Contains("Hyperweave.CoreLib"));
        Assert.DoesNotContain(References("Hyperweave.Guest").Concat(References("Hyperweave.CoreLib")), reference => reference.Contains("Hyperweave.Vmm"));
    }

    [Fact]
    public void The_catalogue_is_source_and_no_project() =>
        Assert.DoesNotContain(Repository.BuildFiles, path => path.Contains("Catalogue") && path.EndsWith(".csproj", StringComparison.Ordinal) && Repository.Wing(path) == 0);

    private static IEnumerable<string> References(string project) => Repository.BuildFiles
        .Where(path => Repository.Wing(path) == Array.IndexOf(Repository.Wings, "runtime") && path.Contains(project) && path.EndsWith(".csproj", StringComparison.Ordinal))
        .SelectMany(Repository.ProjectReferences);
}
