using Xunit;

namespace Hyperweave.Hosting.Tests;

/// <summary>Interrupts come in where code that never calls the machine would keep them out without weaving.</summary>
public sealed class InterruptTests
{
    private static readonly HostedOptions s_limited = new() { TimeLimit = TimeSpan.FromSeconds(20) };

    public static TheoryData<string, Action> Busy() => new()
    {
        { "an empty loop", static () => { Ticking.Start(); while (Ticking.Count < 3) { } } },
        { "a loop with its condition at the end", static () => { Ticking.Start(); do { } while (Ticking.Count < 3); } },
        { "a recursion", static () => { Ticking.Start(); Endless(0); } },
        { "a loop in a try block", static () => { Ticking.Start(); try { while (Ticking.Count < 3) { } } finally { Cpu.Cli(); } } },
        { "goto", static () => { Ticking.Start(); again: if (Ticking.Count < 3) goto again; } },
        { "a halt", static () => { Ticking.Start(); while (Ticking.Count < 3) Cpu.Hlt(); } },
        { "PAUSE", static () => { Ticking.Start(); while (Ticking.Count < 3) Cpu.Pause(); } },
    };

    [Theory]
    [MemberData(nameof(Busy))]
    public void ArriveIn(string where, Action kernel)
    {
        using var vm = HostedMachine.Boot(kernel, s_limited);
        // A recursion takes its time to return.
        Assert.True(vm.Interrupts[Pic.FirstVector] is >= 3 and < 100, where);
    }

    [Fact]
    public void StayOutWhileMasked()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            Ticking.Start();
            Cpu.Cli();
            for (int turn = 0; turn < 1_000_000; turn++) { }
            Serial.WriteLine(Ticking.Count.ToString());
            Cpu.Sti();
            Cpu.Pause();
            Serial.WriteLine(Ticking.Count.ToString());
            Cpu.Cli();
        }, s_limited);
        Assert.Equal(["0", "1"], vm.Serial.Lines);
    }

    /// <summary>Virtual time: how often the loop turned before the third tick is the same in each run.</summary>
    [Fact]
    public void ArriveAtTheSamePlaceInEveryRun()
    {
        var runs = Enumerable.Range(0, 3).Select(_ =>
        {
            using var vm = HostedMachine.Boot(static () =>
            {
                Ticking.Start();
                long turns = 0;
                while (Ticking.Count < 3) turns++;
                Cpu.Cli();
                Serial.WriteLine(turns.ToString());
            }, s_limited);
            return vm.Serial.Text;
        }).ToList();
        Assert.Single(runs.Distinct());
        Assert.InRange(long.Parse(runs[0]), 100_000, 400_000);
    }

    [Fact]
    public void HaltWithInterruptsOffEndsTheRun()
    {
        var failure = Assert.Throws<HostedMachineException>(() => HostedMachine.Boot(static () => Cpu.Hlt()));
        Assert.Contains("halted with interrupts off, for ever, at Hyperweave.Hosting.Tests.InterruptTests", failure.Message);
        Assert.Contains("InterruptTests.cs:", failure.Message);
    }

    [Fact]
    public void TimeLimitTellsTheLoop()
    {
        using var vm = HostedMachine.Create(static () => { while (true) { } }, new HostedOptions { TimeLimit = TimeSpan.FromMilliseconds(300) });
        var failure = Assert.Throws<HostedMachineException>(vm.Run);
        Assert.Contains("timed out after 0.3 s", failure.Message);
        Assert.Contains("InterruptTests.cs:", failure.Message);
        Assert.Equal(124, vm.Ending!.Status);
    }

    /// <summary>The end of the machine passes through a kernel that catches everything.</summary>
    [Fact]
    public void KernelCannotCatchItsEnd()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            while (true)
            {
                try
                {
                    Platform.Shutdown(3);
                }
                catch
                {
                    Serial.WriteLine("caught");
                }
            }
        }, s_limited);
        Assert.Equal("", vm.Serial.Text);
        Assert.Equal(3, vm.ShutdownStatus);
    }

    private static int Endless(int depth) => Ticking.Count >= 3 ? 0 : depth > 1000 ? Endless(0) : Endless(depth + 1) & Endless(depth + 1);
}
