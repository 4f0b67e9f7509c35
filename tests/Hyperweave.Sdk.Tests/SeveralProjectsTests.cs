namespace Hyperweave.Sdk.Tests;

/// <summary>Projects that reference each other, several frameworks, several processes.</summary>
[Collection(Feed.Name)]
public sealed class SeveralProjectsTests(Feed feed)
{
    private const string Library = """
        public static class Greeting
        {
            public static void Say()
            {
                Hyperweave.Guest.Cpu.Sti();
                Hyperweave.Guest.Serial.WriteLine("from the library");
            }
        }
        """;

    /// <summary>The library alone references the package; kernel and tests get it through the library.</summary>
    [Fact]
    public void A_library_brings_the_package_along_and_a_test_project_is_no_guest()
    {
        new GuestProject(feed, "Library", "<OutputType>Library</OutputType>").Write(Library);
        var kernel = new GuestProject(feed, "Kernel", items: """<ProjectReference Include="../Library/Library.csproj" />""")
            .Write(GuestProject.Source.Replace("Cpu.Cli();", "Greeting.Say();"));
        var tests = new GuestProject(feed, "Tests", "<IsTestProject>true</IsTestProject>", """<ProjectReference Include="../Kernel/Kernel.csproj" />""")
            .Write("internal static class Tests { private static void Main() { } }");

        var log = tests.Build("-m:2").MustSucceed().Log;

        Assert.Equal(["Kernel.elf", "Kernel.pv.elf"], Images(kernel.OutputFolder));
        Assert.Equal(["Kernel.elf", "Kernel.pv.elf"], Images(tests.OutputFolder));
        Assert.Single(log.OurTasks, task => task.StartsWith("HyperweaveRewriteLibraries", StringComparison.Ordinal));
    }

    /// <summary>Both frameworks are built at once; neither touches the other's files.</summary>
    [Fact]
    public void Several_target_frameworks_each_get_their_images()
    {
        var guest = new GuestProject(feed, "Several", "<EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads><TargetFramework /><TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>").Write();
        guest.Build("-m:2").MustSucceed();
        Assert.All(["net10.0", "net10.0-windows"], framework =>
            Assert.Equal(["Several.elf", "Several.pv.elf"], Images(Path.Combine(guest.Folder, "bin", "Release", framework))));
        Assert.Empty(guest.Build("-m:2").MustSucceed().Log.OurTasks);
    }

    private static IEnumerable<string?> Images(string folder) => Directory.EnumerateFiles(folder, "*.elf").Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
