using Hyperweave.Image.Compilation;
using Mono.Cecil;

namespace Hyperweave.Image.Tests;

/// <summary>What happens before the link, on the image folder that the build has made.</summary>
public class CompilationTests
{
    [Fact]
    public void A_sample_uses_only_what_the_core_library_has() => Assert.Empty(ApiCheck.Run(Inputs(Repository.SampleOutput("Hello", "Hello.dll"))));

    [Fact]
    public void What_the_core_library_lacks_is_reported_with_file_and_line()
    {
        // This assembly is no kernel: it uses files and processes.
        var messages = ApiCheck.Run(Inputs(typeof(CompilationTests).Assembly.Location));
        var file = Assert.Single(messages, message => message.Text.Contains("System.IO.File,") && message.File!.EndsWith("LayoutTests.cs", StringComparison.Ordinal));
        Assert.Equal(ImageErrorIds.MissingApi, file.Id);
        Assert.Contains("File.ReadLines", File.ReadLines(file.File!).ElementAt(file.Line - 1));
    }

    /// <summary>Cecil names a pinned type as its element; <c>fixed</c> makes one.</summary>
    [Fact]
    public void A_pinned_local_is_judged_as_what_it_pins()
    {
        using var module = ModuleDefinition.CreateModule("Pinned", ModuleKind.Dll);
        var reference = new ByReferenceType(module.TypeSystem.Byte);
        Assert.Equal(new MissingMembers().Find(reference), new MissingMembers().Find(new PinnedType(reference)));
    }

    [Fact]
    public void Facades_hold_nothing_but_forwarders_to_the_core_library()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(ImageFolder, "facades"), "*.dll"))
        {
            using var facade = ModuleDefinition.ReadModule(path);
            Assert.Equal("Hyperweave.CoreLib", Assert.Single(facade.AssemblyReferences).Name);
            Assert.Equal("<Module>", Assert.Single(facade.Types).Name);
            Assert.All(facade.ExportedTypes, type => Assert.True(type.IsForwarder));
        }
    }

    [Fact]
    public void A_missing_compiler_is_named()
    {
        var error = Assert.Throws<ImageException>(() => GuestCompiler.Compile("/nowhere/ilc", Inputs(Repository.SampleOutput("Hello", "Hello.dll")), "out.o"));
        Assert.Equal(ImageErrorIds.FileMissing, error.Id);
        Assert.Contains("/nowhere/ilc", error.Message);
    }

    private static string ImageFolder => Path.Combine(Repository.Root, "artifacts", "image", Repository.Configuration);

    private static GuestInputs Inputs(string assembly) => new()
    {
        Assembly = assembly,
        GuestApi = Path.Combine(ImageFolder, "Hyperweave.Guest.dll"),
        CoreLibrary = Path.Combine(ImageFolder, "Hyperweave.CoreLib.dll"),
        FacadeDirectory = Path.Combine(ImageFolder, "facades"),
    };
}
