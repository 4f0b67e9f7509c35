using Hyperweave.Tests;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Building;
using static Iced.Intel.AssemblerRegisters;
using Xunit;
using Xunit.Abstractions;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>The same image on QEMU's translator and on ours: their serial logs are equal line by line, but for the differences that a scenario names.</summary>
public sealed class ScenarioTests(ITestOutputHelper log)
{
    private const int Megabytes = 64, DebugExitZero = 1;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What the guest sees of ours too: Intel's answers where vendors differ, 1 GiB pages, the rights of user pages in the kernel.</summary>
    private const string Processor = "qemu64,vendor=GenuineIntel,pdpe1gb=on,smep=on,smap=on,umip=on,fsgsbase=on";

    public static TheoryData<string> Kinds() => [.. SystemScenarios.Kinds.Keys];

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void OursAnswersAsQemu(string kind) => Check(SystemScenarios.Kinds[kind]());

    public static TheoryData<string> Ends() => [.. FatalScenarios.All.Select(fatal => fatal.Name)];

    /// <summary>A shutdown or reset: QEMU ends without the debug exit (-no-reboot), ours says which it was.</summary>
    [SkippableTheory]
    [MemberData(nameof(Ends))]
    public void ShutdownsAndResetsEndBoth(string name)
    {
        Skip.IfNot(Qemu.IsInstalled, $"{Qemu.Program} is not installed");
        var fatal = FatalScenarios.All.Single(fatal => fatal.Name == name);
        using var image = new ImageFile([new(fatal.Name, fatal.Write)]);
        var judge = Qemu.Boot(image.Path, Megabytes, Limit, processor: Processor);
        var ours = RunOurs(image.Path);
        Assert.Equal(name, judge.Output.Trim());
        Assert.StartsWith(name, ours.Output, StringComparison.Ordinal);
        Assert.Equal((0, fatal.Status), (judge.Status, ours.Ending.Status));
    }

    /// <summary>What the machine cannot do is #UD in the guest each time, and one line in the log for each place.</summary>
    [Fact]
    public void WhatIsNotSupportedIsUndefinedAndToldOnce()
    {
        using var image = new ImageFile([new("vector load from a device", code =>
        {
            var again = code.CreateLabel();
            code.mov(edi, SystemScenarios.LocalApic);
            code.Label(ref again);
            code.OnEvent(again);
            code.inc(ebx);
            code.movups(xmm0, __xmmword_ptr[rdi]);
        })]);
        var lines = new List<string>();
        var (ending, output) = RunOurs(image.Path, told: lines.Add);
        Assert.Equal(DebugExitZero, ending.Status);
        Assert.Equal(6, output.Split('!').Count(line => line.StartsWith(" 0000000000000006", StringComparison.Ordinal)));
        Assert.Single(lines);
        Assert.Contains("movups", lines[0]);
        Assert.Contains("#UD in the guest", lines[0]);
    }

    private void Check(IEnumerable<Scenario> source)
    {
        Skip.IfNot(Qemu.IsInstalled, $"{Qemu.Program} is not installed");
        var scenarios = source.ToList();
        var problems = Compare(scenarios);
        log.WriteLine($"{scenarios.Count} scenarios, {scenarios.Count(scenario => scenario.Known is not null)} known differences");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    internal static List<string> Compare(List<Scenario> scenarios)
    {
        using var image = new ImageFile(scenarios);
        var judge = Qemu.Boot(image.Path, Megabytes, Limit, processor: Processor);
        var ours = RunOurs(image.Path);
        var problems = Differences(scenarios, new ScenarioLog(judge.Output), new ScenarioLog(ours.Output)).ToList();
        if ((judge.Status, ours.Ending.Status) != (DebugExitZero, DebugExitZero)) problems.Add($"statuses: QEMU {judge.Status}, ours {ours.Ending}");
        return problems;
    }

    private static IEnumerable<string> Differences(List<Scenario> scenarios, ScenarioLog judge, ScenarioLog ours)
    {
        foreach (var scenario in scenarios)
        {
            string expected = judge.Of(scenario.Name), actual = ours.Of(scenario.Name);
            if (expected == "") yield return $"{scenario.Name}: QEMU has not come to it";
            else if (expected == actual && scenario.Known is not null) yield return $"{scenario.Name}: no difference any more";
            else if (expected != actual && scenario.Known is null) yield return $"{scenario.Name}:\n  QEMU\n{expected}  ours\n{actual}";
        }
    }

    internal static (MachineEnding Ending, string Output) RunOurs(string path, TimeSpan? limit = null, Action<string>? told = null)
    {
        using var output = new MemoryStream();
        using var session = MachineBuilder.Build(new MachineOptions
        {
            ImagePath = path, MemoryBytes = Megabytes << 20, SerialOutput = output, Timeout = limit ?? Limit, Log = told,
        });
        var ending = session.Run();
        return (ending, System.Text.Encoding.ASCII.GetString(output.ToArray()) + ending.Message);
    }
}
