using System.Reflection;
using System.Runtime.InteropServices;

namespace Hyperweave.Sdk.Tests;

/// <summary>The packages, packed once from what was built before the tests, and a package cache of their own, so that no older one is taken.</summary>
public sealed class Feed : IDisposable
{
    public const string Name = "packages";

    private static readonly string[] projectFolders =
    [
        "analyzers/Hyperweave.CodeFixes", "rewriter/Hyperweave.Rewriter", "runtime/Hyperweave.Guest", "runtime/Hyperweave.Vmm", "runtime/Hyperweave.Hosting",
        "runtime/Hyperweave.Cli", "msbuild/Hyperweave.Sdk", "msbuild/Hyperweave.Templates",
    ];

    /// <summary>A folder with a blank and with letters outside ASCII in its name.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("hyperweave sdk Größe ").FullName;

    /// <summary>Where the packages lie.</summary>
    public string Packages => Path.Combine(Root, "feed");

    /// <summary>Where restored packages lie.</summary>
    public string Cache => Path.Combine(Root, "cache");

    public string Version { get; }

    public Feed()
    {
        var list = string.Join(';', projectFolders.Select(folder => $"{Metadata("RepoRoot")}{folder}/{Path.GetFileName(folder)}.csproj"));
        File.WriteAllText(Path.Combine(Root, "pack.proj"), $"""
            <Project>
              <Target Name="Pack">
                <MSBuild Projects="{list}" Targets="Pack" Properties="NoBuild=true;BuildProjectReferences=false;Configuration={Metadata("Configuration")};PackageOutputPath={Packages}" />
              </Target>
            </Project>
            """);
        Dotnet.Run(this, Root, "msbuild", "pack.proj", "-t:Pack", "-nologo", "-v:q").MustSucceed();
        Version = Path.GetFileNameWithoutExtension(Directory.GetFiles(Packages, "Hyperweave.Sdk.*.nupkg").Single())["Hyperweave.Sdk.".Length..];
        File.WriteAllText(Path.Combine(Root, "NuGet.config"), $"""
            <configuration>
              <packageSources><add key="hyperweave" value="{Packages}" /></packageSources>
            </configuration>
            """);
    }

    /// <summary>Whether what was built is compiled ahead of time: see ReadyToRun.targets.</summary>
    public static bool IsCompiled => Metadata("Configuration") == "Release" && OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;

    /// <summary>The image folder as it is before it is packed, and the guest API that a kernel compiles against.</summary>
    public static string ImageFolder => Path.Combine(Metadata("RepoRoot"), "artifacts", "image", Metadata("Configuration").ToLowerInvariant());

    public static string GuestApi => Path.Combine(Metadata("RepoRoot"), "artifacts", "bin", "Hyperweave.Guest", Metadata("Configuration").ToLowerInvariant(), "Hyperweave.Guest.dll");

    private static string Metadata(string key) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>All tests that build: one feed, one after another.</summary>
[CollectionDefinition(Feed.Name)]
public sealed class FeedCollection : ICollectionFixture<Feed>;
