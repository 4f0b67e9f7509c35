namespace Hyperweave.Sdk.Tests;

/// <summary>The package Hyperweave.Analyzers in a project that makes its image in another way.</summary>
[Collection(Feed.Name)]
public sealed class AnalyzersAloneTests(Feed feed)
{
    [Fact]
    public void An_extern_that_nobody_knows_is_reported()
    {
        var project = new GuestProject(feed, "Alone", "<AllowUnsafeBlocks>true</AllowUnsafeBlocks>").Write("""
            using System.Runtime.InteropServices;

            internal static class Kernel
            {
                [DllImport("*")] private static extern void mystery();

                private static void Main() => mystery();
            }
            """);
        var file = Path.Combine(project.Folder, "Alone.csproj");
        File.WriteAllText(file, File.ReadAllText(file).Replace("Hyperweave.Sdk", "Hyperweave.Analyzers"));
        var build = project.Build().MustSucceed();
        Assert.Contains(build.Outcome.Lines("HV0004"), line => line.Contains("Kernel.cs(7,") && line.Contains("mystery"));
        Assert.Empty(build.Log.OurTasks);
    }
}
