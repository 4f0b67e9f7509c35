namespace Hyperweave.Sdk.Tests;

/// <summary>A guest project of a stranger: it knows the feed and nothing of this repository.</summary>
internal sealed class GuestProject(Feed feed, string name, string properties = "", string items = "")
{
    /// <summary>Uses one operation and the console.</summary>
    public const string Source = """
        using Hyperweave.Guest;

        internal static class Kernel
        {
            private static void Main()
            {
                Cpu.Cli();
                Serial.WriteLine("hello");
                Platform.Shutdown(0);
            }
        }
        """;

    public string Name => name;

    public string Folder { get; } = Directory.CreateDirectory(Path.Combine(feed.Root, name)).FullName;

    public string OutputFolder => Path.Combine(Folder, "bin", "Release", "net10.0");

    /// <summary>Where the images and what leads to them are made.</summary>
    public string IntermediateFolder => Path.Combine(Folder, "obj", "Release", "net10.0", "hyperweave");

    public GuestProject Write(string source = Source)
    {
        Write($"{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {(items.Contains("<ProjectReference", StringComparison.Ordinal) ? "" : $"""<PackageReference Include="Hyperweave.Sdk" Version="{feed.Version}" />""")}
                {items}
              </ItemGroup>
            </Project>
            """);
        return Write("Kernel.cs", source);
    }

    public GuestProject Write(string file, string text)
    {
        File.WriteAllText(Path.Combine(Folder, file), text);
        return this;
    }

    /// <summary>Builds, and keeps what MSBuild did.</summary>
    public BuildRun Build(params string[] arguments) => Invoke("build", ["-c", "Release", .. arguments], []);

    public BuildRun Invoke(string command, string[] arguments, Dictionary<string, string> environment)
    {
        var log = Path.Combine(Folder, "log.binlog");
        var outcome = Dotnet.Run(feed, Folder, [command, $"{name}.csproj", "-nologo", "--tl:off", "-bl:" + log, .. arguments], environment);
        return new BuildRun(outcome, new BuildLog(log));
    }

    /// <summary>When the images and what else is in the output folder were written.</summary>
    public DateTime Written(string file) => File.GetLastWriteTimeUtc(Path.Combine(IntermediateFolder, file));
}

internal sealed record BuildRun(Outcome Outcome, BuildLog Log)
{
    public BuildRun MustSucceed()
    {
        Outcome.MustSucceed();
        return this;
    }
}
