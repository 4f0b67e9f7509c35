using System.Runtime.InteropServices;
using Hyperweave.Vmm;
using Xunit;
using Xunit.Abstractions;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>
/// Guests that attack the VMM in this very process: it must stay as it was, and end them in time. Not beside the tests that need
/// addresses of their own: a window in every slot takes what the process has.
/// </summary>
[Collection(Differential.SequenceTests.NativeCollection)]
public sealed class HostileTests(ITestOutputHelper log)
{
    private const ulong Canary = 0x4341_4E41_5259_2121;
    /// <summary>A busy host may not come to the guest's first instruction within the first limit.</summary>
    private static readonly TimeSpan[] Limits = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20)];
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Each attack is a fault of the guest's own, the same as on QEMU, and no byte of the canary comes or goes.</summary>
    [SkippableFact]
    public unsafe void NoFormOfAddressReachesTheHost()
    {
        ulong* canary = (ulong*)NativeMemory.AlignedAlloc(4096, 4096);
        try
        {
            new Span<ulong>(canary, 512).Fill(Canary);
            Scenario[] scenarios = [.. HostileForms.At("the canary", (ulong)canary + 2048), .. HostileForms.Borders().SelectMany(border => HostileForms.At($"{border:X}", border))];
            var problems = scenarios.Chunk(200).SelectMany(part => ScenarioTests.Compare([.. part])).ToList();
            log.WriteLine($"{scenarios.Length} attacks by addresses");
            Assert.True(problems.Count == 0, string.Join('\n', problems));
            Assert.True(new Span<ulong>(canary, 512).IndexOfAnyExcept(Canary) < 0, "the canary was written");
        }
        finally
        {
            NativeMemory.AlignedFree(canary);
        }
    }

    public static TheoryData<string> Images() => [.. HostileImages.All.Select(image => image.Name)];

    [Theory]
    [MemberData(nameof(Images))]
    public async Task TheMachineEndsInTime(string name)
    {
        using var image = new ImageFile([new(name, HostileImages.All.Single(image => image.Name == name).Write)]);
        MachineEnding ending = null!;
        string output = "";
        foreach (var limit in Limits)
        {
            var start = DateTime.UtcNow;
            var run = Task.Run(() => ScenarioTests.RunOurs(image.Path, limit));
            (ending, output) = await run.WaitAsync(limit + Grace);
            log.WriteLine($"{DateTime.UtcNow - start}: {ending}");
            if (output.StartsWith(name, StringComparison.Ordinal)) break;
        }
        Assert.StartsWith(name, output, StringComparison.Ordinal);
        int[] possible = [1, MachineEnding.FaultStatus, MachineEnding.HaltStatus, MachineEnding.UnsupportedStatus, MachineEnding.ResetStatus, MachineEnding.TimeoutStatus];
        Assert.Contains(ending.Status, possible);
    }
}
