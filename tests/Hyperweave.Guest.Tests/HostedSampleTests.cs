using System.Diagnostics;
using Xunit;

namespace Hyperweave.Guest.Tests;

/// <summary>The same Nanobench.dll in a plain process: it measures what needs no ring 0.</summary>
public sealed class HostedSampleTests
{
    private const int SecondsToWait = 60;

    [Fact]
    public async Task NanobenchComputesHosted()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var assembly = Path.Combine(output.Parent!.Parent!.FullName, "Nanobench", output.Name, "Nanobench.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [assembly, "quick", "only=crc32,console,cli+sti"]) { RedirectStandardOutput = true })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(SecondsToWait));
        var text = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        var lines = text.Split('\n').Where(line => line.StartsWith("HW ", StringComparison.Ordinal)).ToList();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(["HW begin compute crc32 3", "HW begin io console 3"], lines.Where(line => line.StartsWith("HW begin", StringComparison.Ordinal)));
        Assert.Equal("HW done", lines[^1]);
    }
}
