using Hyperweave.Rewriting.Hosting;
using Xunit;

namespace Hyperweave.Rewriting.Tests.Corpus;

/// <summary>Assemblies of the framework and of packages come through a rewrite whole.</summary>
public class CorpusTests
{
    private const int CompiledMethods = 300;
    private const string AddedType = "<Hyperweave>Adapters";

    [Fact]
    public void The_corpus_has_two_hundred_assemblies() => Assert.InRange(CorpusAssemblies.All.Count, 200, int.MaxValue);

    [Theory, MemberData(nameof(CorpusAssemblies.Chosen), MemberType = typeof(CorpusAssemblies))]
    public void Without_operations_it_stays_as_it_is_byte_by_byte(string name)
    {
        using var work = new CorpusRewrite(name, MarkerRows.None);
        Assert.True(work.Result.Unchanged, string.Join('\n', work.Result.Messages));
        Assert.Equal(File.ReadAllBytes(work.Options.InputPath), File.ReadAllBytes(work.Options.OutputPath));
    }

    [Theory, MemberData(nameof(CorpusAssemblies.Chosen), MemberType = typeof(CorpusAssemblies))]
    public void With_markers_replaced_every_method_keeps_its_code(string name)
    {
        using var work = new CorpusRewrite(name, MarkerRows.Of, Improvements.None);
        Assert.True(work.Result.Success, string.Join('\n', work.Result.Messages));
        Assert.Equal(IlShape.Of(work.Options.InputPath), IlShape.Of(work.Options.OutputPath).Where(line => !line.StartsWith(AddedType, StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(CorpusAssemblies.Chosen), MemberType = typeof(CorpusAssemblies))]
    public void With_markers_dropped_it_loads_and_its_methods_compile(string name)
    {
        using var work = new CorpusRewrite(name, MarkerRows.Of);
        using var copy = new LoadedCopy(work.Options.OutputPath);
        copy.Compile(CompiledMethods);
    }

    /// <summary>The deepest change there is: every access through a pointer, every division, handler and loop gets code of its own.</summary>
    [Theory, MemberData(nameof(CorpusAssemblies.Chosen), MemberType = typeof(CorpusAssemblies))]
    public void In_hosted_form_it_loads_and_its_methods_compile(string name)
    {
        var folder = Directory.CreateTempSubdirectory("hyperweave-corpus-");
        var woven = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(woven, HostedForm.Weave(CorpusAssemblies.PathOf(name), CorpusAssemblies.Files).Image);
        using (var copy = new LoadedCopy(woven))
            copy.Compile(CompiledMethods);
        folder.Delete(recursive: true);
    }
}
