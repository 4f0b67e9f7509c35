using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Hyperweave.Sdk.Tests;

/// <summary>What each package says of itself and carries.</summary>
[Collection(Feed.Name)]
public sealed class PackageTests(Feed feed)
{
    public static TheoryData<string, string[]> Packages => new()
    {
        { "Hyperweave.Analyzers", ["analyzers/dotnet/cs/Hyperweave.Analyzers.dll", "analyzers/dotnet/cs/Hyperweave.CodeFixes.dll", "analyzers/dotnet/cs/Iced.dll", "build/Hyperweave.Analyzers.props"] },
        { "Hyperweave.Guest", ["lib/net10.0/Hyperweave.Guest.dll", "lib/net10.0/Hyperweave.Guest.xml"] },
        { "Hyperweave.Rewriter", ["lib/net10.0/Hyperweave.Rewriter.dll", "lib/net10.0/Hyperweave.Rewriter.xml"] },
        { "Hyperweave.Hosting", ["lib/net10.0/Hyperweave.Hosting.dll", "lib/net10.0/Hyperweave.Hosting.xml"] },
        { "Hyperweave.Vmm", ["lib/net10.0/Hyperweave.Vmm.dll", "lib/net10.0/Hyperweave.Vmm.xml"] },
        { "Hyperweave.Cli", ["tools/net10.0/any/hyperweave.dll", "tools/net10.0/any/DotnetToolSettings.xml"] },
        { "Hyperweave.Templates", ["content/hyperweave-kernel/.template.config/template.json", "content/hyperweave-kernel-tests/.template.config/template.json"] },
        {
            "Hyperweave.Sdk",
            [
                "analyzers/dotnet/cs/Hyperweave.Analyzers.dll", "analyzers/dotnet/cs/Hyperweave.CodeFixes.dll", "analyzers/dotnet/cs/Iced.dll", "build/Hyperweave.Sdk.props", "build/Hyperweave.Sdk.targets",
                "buildTransitive/Hyperweave.Sdk.props", "buildTransitive/Hyperweave.Sdk.targets", "tasks/Hyperweave.Sdk.dll", "image/Hyperweave.CoreLib.dll", "image/facades/System.Runtime.dll",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Packages))]
    public void It_carries_what_it_is_for(string id, string[] files)
    {
        using var package = Open(id);
        Assert.Subset(package.Entries.Select(entry => entry.FullName).ToHashSet(), files.Append("README.md").ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void It_says_what_it_is(string id, string[] _)
    {
        using var package = Open(id);
        using var stream = package.GetEntry($"{id}.nuspec")!.Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single();
        Assert.All(["description", "license", "readme", "tags", "projectUrl"], name => Assert.NotEqual("", Element(metadata, name)?.Value ?? ""));
        Assert.NotEqual("Package Description", Element(metadata, "description")!.Value);
        Assert.Equal("git", Element(metadata, "repository")?.Attribute("type")?.Value);
    }

    /// <summary>The command is there twice, for any machine as IL, and as a Release build makes it for Linux x86-64: compiled, so that a guest starts sooner.</summary>
    [Fact]
    public void The_tool_is_compiled_ahead_of_time()
    {
        using var package = Open("Hyperweave.Cli");
        foreach (string name in (string[])["hyperweave.dll", "Hyperweave.Vmm.dll", "Iced.dll", "System.CommandLine.dll"])
        {
            Assert.False(IsCompiled(package.GetEntry($"tools/net10.0/any/{name}")!));
            var compiled = package.GetEntry($"tools/net10.0/linux-x64/{name}");
            Assert.Equal(Feed.IsCompiled, compiled is not null && IsCompiled(compiled));
        }
    }

    private static bool IsCompiled(ZipArchiveEntry assembly)
    {
        using var copy = new MemoryStream();
        using (var stream = assembly.Open()) stream.CopyTo(copy);
        copy.Position = 0;
        using var reader = new PEReader(copy);
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    /// <summary>Of a template, every version is filled in.</summary>
    [Fact]
    public void Templates_name_versions()
    {
        using var package = Open("Hyperweave.Templates");
        Assert.All(package.Entries.Where(entry => entry.FullName.EndsWith(".csproj", StringComparison.Ordinal)), entry =>
        {
            using var stream = entry.Open();
            Assert.All(XDocument.Load(stream).Descendants("PackageReference"), reference => Assert.Matches(@"^\d+\.\d+", reference.Attribute("Version")!.Value));
        });
    }

    private ZipArchive Open(string id) => ZipFile.OpenRead(Path.Combine(feed.Packages, $"{id}.{feed.Version}.nupkg"));

    private static XElement? Element(XElement metadata, string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name);
}
