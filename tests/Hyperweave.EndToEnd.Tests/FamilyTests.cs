using System.Text.Json;
using Hyperweave.Tests;

namespace Hyperweave.EndToEnd.Tests;

/// <summary>
/// A kernel in the style of each family of guests that the catalogue knows: the editor and the scan find what is marked in it and nothing
/// else, the build replaces all of it, and both images say on every machine what the family's expected.txt says.
/// </summary>
public sealed class FamilyTests
{
    private const int FewestSites = 30;
    // The kernels write 0 to the debug exit themselves: 0 << 1 | 1.
    private const int DebugExitSuccess = 1;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly string[] s_families = ["CosmosGen2", "CosmosGen3", "Moos", "Mosa", "ProtonOS", "RuntimeImports", "Blobs"];

    public static TheoryData<string> Families => [.. s_families];

    public static TheoryData<string> Projects => [.. s_families, "CosmosGen2.Core"];

    [Fact]
    public void EveryFamilyWithAFolderIsTested() =>
        Assert.Equal(s_families.Order(), Directory.GetFiles(FamilyMarks.Folder, "expected.txt", SearchOption.AllDirectories).Select(file => Directory.GetParent(file)!.Name).Order());

    [Theory]
    [MemberData(nameof(Families))]
    public void HasSitesEnough(string family) =>
        Assert.InRange(Directory.GetDirectories(FamilyMarks.Folder, family + "*").Sum(folder => new FamilyMarks(Path.GetFileName(folder)).InSource.Count()), FewestSites, int.MaxValue);

    /// <summary>What the analyzers said when the compiler ran, which writes it down.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void TheEditorReportsTheMarkedSites(string project)
    {
        var run = Read(CommandLine.IntermediateFile(project, project + ".sarif")).GetProperty("runs")[0];
        var found = run.GetProperty("results").EnumerateArray()
            .Where(result => Text(result, "ruleId").StartsWith("HV", StringComparison.Ordinal)).Select(Reported);
        AssertSame(new FamilyMarks(project).InSource, found);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void TheScanFindsTheMarkedSites(string project)
    {
        string report = Path.GetTempFileName();
        try
        {
            var outcome = CommandLine.Run(["scan", CommandLine.BuiltFile(project, project + ".dll"), "--json", report, .. Operations(project)]);
            Assert.Equal((0, ""), (outcome.Status, outcome.Errors));
            AssertSame(new FamilyMarks(project).InAssembly, Read(report).GetProperty("findings").EnumerateArray().Select(Found));
        }
        finally
        {
            File.Delete(report);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void TheBuildReplacesEachOfThem(string family)
    {
        var sites = Read(CommandLine.SampleImage(family, "sites.json")).GetProperty("sites").EnumerateArray().ToList();
        Assert.All(sites, site => Assert.Equal("Replaced", Text(site, "state"), ignoreCase: true));
        AssertSame(new FamilyMarks(family).Replaced, sites.Select(Found));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void RunsUnmodifiedUnderTranslation(string family) => AssertRuns(family, "translation", "elf");

    [Theory]
    [MemberData(nameof(Families))]
    public void RunsRewrittenUnderDirect(string family) => AssertRuns(family, "direct", "pv.elf");

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void RunsUnmodifiedAndRewrittenOnQemu(string family)
    {
        Skip.IfNot(Qemu.IsInstalled, "qemu-system-x86_64 is not installed");
        foreach (string suffix in (string[])["elf", "pv.elf"])
        {
            var (status, output) = Qemu.Boot(CommandLine.SampleImage(family, suffix), megabytes: 128, s_limit);
            Assert.Equal(Expected(family), output.ReplaceLineEndings("\n").Split('\n').SkipLast(1));
            Assert.Equal(DebugExitSuccess, status);
        }
    }

    private static void AssertRuns(string family, string engine, string suffix)
    {
        var outcome = CommandLine.Run("run", CommandLine.SampleImage(family, suffix), "--engine", engine, "--timeout", "60");
        Assert.Equal("", outcome.Errors);
        Assert.Equal(Expected(family), outcome.Lines);
        Assert.Equal(DebugExitSuccess, outcome.Status);
    }

    private static void AssertSame(IEnumerable<string> marked, IEnumerable<string> found)
    {
        var (missing, more) = (marked.Order().ToList(), new List<string>());
        foreach (string line in found.Where(line => !missing.Remove(line)))
            more.Add(line);
        Assert.True(missing.Count + more.Count == 0, $"not found:\n{string.Join('\n', missing)}\nnot marked:\n{string.Join('\n', more)}");
    }

    private static string Reported(JsonElement result)
    {
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        string what = result.TryGetProperty("properties", out var properties) && properties.TryGetProperty("customProperties", out var own) && own.TryGetProperty("Operation", out var operation)
            ? operation.GetString()! : Text(result, "ruleId");
        return FamilyMarks.Found(Text(place.GetProperty("artifactLocation"), "uri"), place.GetProperty("region").GetProperty("startLine").GetInt32(), what);
    }

    private static string Found(JsonElement finding) =>
        FamilyMarks.Found(Text(finding, "file"), finding.GetProperty("line").GetInt32(), Text(finding, "operation") is { Length: > 0 } operation ? operation : Text(finding, "id"));

    private static string[] Operations(string project)
    {
        string file = Path.Combine(FamilyMarks.Folder, project, project + ".Operations.txt");
        return File.Exists(file) ? ["--operations", file] : [];
    }

    private static string[] Expected(string family) => File.ReadAllLines(Path.Combine(FamilyMarks.Folder, family, "expected.txt"));

    private static string Text(JsonElement element, string property) => element.TryGetProperty(property, out var value) ? value.GetString()! : "";

    private static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.Clone();
    }
}
