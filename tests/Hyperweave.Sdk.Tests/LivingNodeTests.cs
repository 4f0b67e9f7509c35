using System.Diagnostics;

namespace Hyperweave.Sdk.Tests;

/// <summary>Build nodes that stay alive after a build keep no file of the package, which the next build may have to replace.</summary>
[Collection(Feed.Name)]
public sealed class LivingNodeTests(Feed feed) : IDisposable
{
    private const string SaltVariable = "MSBUILDNODEHANDSHAKESALT";

    // Nodes started with this belong to this test alone.
    private readonly string salt = $"hyperweave{Guid.NewGuid():n}";

    [Fact]
    public void A_node_that_outlives_the_build_has_no_file_of_the_package_open()
    {
        var guest = new GuestProject(feed, "Nodes", "<EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads><TargetFramework /><TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>").Write();
        Build(guest);
        var nodes = Nodes();
        Assert.NotEmpty(nodes);
        Assert.All(nodes, node => Assert.DoesNotContain(Mapped(node), file => file.Contains("hyperweave.sdk", StringComparison.OrdinalIgnoreCase)));

        // As an update of the package does: another file under the same name, while the nodes live.
        var tasks = Path.Combine(feed.Cache, "hyperweave.sdk", feed.Version, "tasks", "Hyperweave.Sdk.dll");
        var contents = File.ReadAllBytes(tasks);
        File.WriteAllBytes(tasks, contents);
        Assert.NotEmpty(Build(guest).Log.OurTasks);
    }

    private BuildRun Build(GuestProject guest) =>
        guest.Invoke("build", ["-c", "Release", "-m:2", "-nodeReuse:true", $"-low:{IsLow}"], new() { [SaltVariable] = salt, ["MSBUILDDISABLENODEREUSE"] = "0" }).MustSucceed();

    /// <summary>Of a process that was started with low priority (nice) MSBuild keeps no nodes, unless it is told that this is meant: on Unix it could not raise theirs.</summary>
    private static bool IsLow => Process.GetCurrentProcess().PriorityClass is ProcessPriorityClass.BelowNormal or ProcessPriorityClass.Idle;

    private List<int> Nodes() =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!)).Where(IsOurs)];

    private bool IsOurs(int process) => Read($"/proc/{process}/environ").Contains(salt, StringComparison.Ordinal) && Read($"/proc/{process}/cmdline").Contains("/nodemode:", StringComparison.Ordinal);

    private static IEnumerable<string> Mapped(int process) => Read($"/proc/{process}/maps").Split('\n');

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public void Dispose()
    {
        foreach (var node in Nodes())
            Process.GetProcessById(node).Kill();
    }
}
