using System.Text.Json;
using Hyperweave.Cli.Commands;

namespace Hyperweave.Cli.Tests;

/// <summary>One project, tests/Cases/scan/source, scanned as source and as the assembly that it compiles to.</summary>
public sealed class ScanSourceTests(ScanSourceTests.Scans scans) : IClassFixture<ScanSourceTests.Scans>
{
    /// <summary>The kernel's own rules about externs and operations, as its author set them, and what the author suppressed.</summary>
    [Fact]
    public void Severities_suppressions_and_operations_files_are_respected()
    {
        Assert.Equal(1, scans.SourceStatus);
        Assert.DoesNotContain(scans.Source, finding => finding.Id == "HV0006");
        Assert.DoesNotContain(scans.Source, finding => finding.Target.Contains("my_hash", StringComparison.Ordinal));
        Assert.Equal(["out8", "hlt"], scans.Source.Where(finding => finding.Container == "M:Kernel.Generic``1(``0)").Select(finding => finding.Operation));
        var suppressed = Assert.Single(scans.Source, finding => finding.Suppressed);
        Assert.Equal(("HV0004", "M:Kernel.Early", "the loader's, before the kernel is entered"), (suppressed.Id, suppressed.Container, suppressed.Justification));
        Assert.Single(scans.Source, finding => finding is { Blocks: true, Suppressed: false });
    }

    /// <summary>By line and operation: the compiler moves code between methods (iterators, lambdas, async), not between lines.</summary>
    [Fact]
    public void Source_and_assembly_have_the_same_sites()
    {
        Assert.Equal(1, scans.AssemblyStatus);
        Assert.True(scans.Assembly.Count >= 15);
        // The IL scan knows no .editorconfig.
        Assert.Equal(
            scans.Assembly.Where(finding => finding.Id != "HV0006").Select(Site).Order(),
            scans.Source.Where(finding => finding.Operation.Length != 0 || finding.Blocks).Select(Site).Order());

        static string Site(Finding finding) => $"{finding.Line}: {finding.Operation} {finding.Id}";
    }

    [Fact]
    public void Places_count_from_one_and_end_behind_the_last_character()
    {
        var finding = Assert.Single(scans.Source, finding => finding.Container == "M:Kernel.Unknown");
        var line = scans.Lines[finding.Line - 1];
        Assert.Equal("Native.frobnicate()", line[(finding.Column - 1)..(finding.EndColumn - 1)]);
    }

    [Fact]
    public void Its_sarif_is_sound()
    {
        ScanCommandTests.RequireSound(scans.Sarif, scans.Json);
        var suppressed = scans.Sarif.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Where(result => result.GetProperty("suppressions").GetArrayLength() != 0);
        Assert.Equal("the loader's, before the kernel is entered", Assert.Single(suppressed).GetProperty("suppressions")[0].GetProperty("justification").GetString());
    }

    [Fact]
    public void A_malformed_operations_file_is_status_65_and_named()
    {
        var file = Path.Combine(scans.Folder, "obj", "Bad.Operations.txt");
        File.WriteAllText(file, "frobnicate;nonsense\n");
        Assert.Equal(65, ScanCommand.Build().Parse([scans.Folder, "--operations", file]).Invoke());
        Assert.Equal(65, ScanCommand.Build().Parse([Path.Combine(scans.Folder, "obj", "Release", "net10.0", "Kernel.dll"), "--operations", file]).Invoke());
    }

    internal sealed record Finding(string Id, int Line, int Column, int EndColumn, string Container, string Target, string Operation, bool Blocks, bool Suppressed, string Justification);

    public sealed class Scans : IDisposable
    {
        public Scans()
        {
            foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cases", "scan", "source")))
                File.Copy(file, Path.Combine(Folder, file.EndsWith(".Operations.txt", StringComparison.Ordinal) ? Path.GetFileName(file) : Path.GetFileNameWithoutExtension(file)));
            Lines = File.ReadAllLines(Path.Combine(Folder, "Kernel.cs"));
            SourceStatus = Scan(Folder, "source");
            (Json, Sarif, Source) = (Read("source.json"), Read("source.sarif"), Findings("source.json"));
            AssemblyStatus = Scan(Path.Combine(Folder, "obj", "Release", "net10.0", "Kernel.dll"), "assembly");
            Assembly = Findings("assembly.json");
        }

        internal string Folder { get; } = Directory.CreateTempSubdirectory("hyperweave scan ä-").FullName;

        internal string[] Lines { get; }

        internal int SourceStatus { get; }

        internal int AssemblyStatus { get; }

        internal JsonElement Json { get; }

        internal JsonElement Sarif { get; }

        internal List<Finding> Source { get; }

        internal List<Finding> Assembly { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);

        private int Scan(string target, string name) =>
            ScanCommand.Build().Parse([target, "--json", Path.Combine(Folder, name + ".json"), "--sarif", Path.Combine(Folder, name + ".sarif")]).Invoke();

        private List<Finding> Findings(string file) =>
            Read(file).GetProperty("findings").Deserialize<List<Finding>>(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase })!;

        private JsonElement Read(string file)
        {
            using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
            return document.RootElement.Clone();
        }
    }
}
