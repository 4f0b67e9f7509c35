using System.Reflection;
using Hyperweave.Vmm;
using Xunit;

namespace Hyperweave.Hosting.Tests;

/// <summary>The way of a kernel through a hosted machine: boot, input, rest, end.</summary>
public sealed class RunningTests
{
    private static int s_statics;

    [Fact]
    public void PrintsAndEndsWithItsStatus()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            Serial.WriteLine("one");
            Serial.Write("zwei é");
            Platform.Shutdown(7);
        });
        Assert.Equal(["one", "zwei é"], vm.Serial.Lines);
        Assert.Equal(7, vm.ShutdownStatus);
        Assert.Equal(MachineEnding.DebugExit(7), vm.Ending);
    }

    [Fact]
    public void EachMachineBeginsWithFreshStatics()
    {
        for (int run = 0; run < 2; run++)
        {
            using var vm = HostedMachine.Boot(static () => Serial.Write((++s_statics).ToString()));
            Assert.Equal("1", vm.Serial.Text);
        }
        Assert.Equal(0, s_statics);
    }

    [Fact]
    public void WaitsForInputAndGoesOn()
    {
        using var vm = HostedMachine.Create(static () => Echo.Run());
        vm.RunUntil("name? ");
        Assert.Null(vm.Ending);
        vm.Type("Ada\n");
        vm.RunUntil("hello Ada");
        vm.Run();
        Assert.Equal(0, vm.ShutdownStatus);
    }

    [Fact]
    public void InputGivenFromTheStartIsThere()
    {
        using var vm = HostedMachine.Boot(static () => Echo.Run(), new HostedOptions { SerialInput = "Eve\n" });
        Assert.Equal(["name? hello Eve"], vm.Serial.Lines);
    }

    [Fact]
    public void TextThatNeverComesIsToldWithWhatCame()
    {
        using var vm = HostedMachine.Create(static () => Serial.WriteLine("something else"));
        var failure = Assert.Throws<HostedMachineException>(() => vm.RunUntil("login:"));
        Assert.Contains("ended with status 1 without having printed \"login:\"; it printed:\nsomething else", failure.Message);
    }

    [Fact]
    public void BootTellsCommandLineAndMemory()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            Serial.WriteLine(BootInformation.Option("color")!);
            Serial.WriteLine(BootInformation.MemoryMap().Max(region => region.End).ToString());
            Serial.WriteLine(Platform.IsHosted().ToString());
        }, new HostedOptions { CommandLine = "color=red", MemoryBytes = 32 << 20 });
        Assert.Equal(["red", vm.Serial.Lines[1], "False"], vm.Serial.Lines);
        Assert.InRange(ulong.Parse(vm.Serial.Lines[1]), (32UL << 20) - 65536, 32UL << 20);
    }

    [Fact]
    public void ProgramWithoutMainIsRefused() =>
        Assert.Contains("has no Main", Assert.Throws<HostedMachineException>(() => HostedMachine.Boot(typeof(Cpu).Assembly)).Message);

    [Fact]
    public void SecondMachineOfAThreadIsRefused()
    {
        using var vm = HostedMachine.Create(static () => { });
        var failure = Assert.Throws<HostedMachineException>(() => HostedMachine.Create(static () => { }));
        Assert.Contains("has a hosted machine already", failure.Message);
    }

    [Fact]
    public async Task MachinesOfOtherThreadsTakeTurns()
    {
        var runs = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var vm = HostedMachine.Boot(static () => Serial.Write("here"));
            return vm.Serial.Text;
        }));
        Assert.All(await Task.WhenAll(runs), text => Assert.Equal("here", text));
    }

    [Fact]
    public void SameProgramRunsAsInItsImage()
    {
        using var vm = HostedMachine.Boot(Assembly.Load("Nanobench"), new HostedOptions { CommandLine = "quick only=cli+sti,out,read-cr3,timer-interrupt,crc32", Time = HostedTime.Host });
        Assert.DoesNotContain(vm.Serial.Lines, line => line.StartsWith("HW fail", StringComparison.Ordinal));
        Assert.Equal("HW done", vm.Serial.Lines[^1]);
    }

    private static class Echo
    {
        public static unsafe void Run()
        {
            Interrupts.Initialize();
            Interrupts.SetHandler(Pic.FirstVector + 4, &Received);
            Serial.Write("name? ");
            Port.Out8(0x3FC, 0x0B);
            Port.Out8(0x3F9, 1);
            Pic.Unmask(4);
            while (!s_line.EndsWith('\n')) Cpu.StiHlt();
            Serial.Write("hello " + s_line);
        }

        private static string s_line = "";

        private static unsafe void Received(InterruptFrame* frame)
        {
            while ((Port.In8(0x3FD) & 1) != 0) s_line += (char)Port.In8(0x3F8);
            GuestTimer.EndOfInterrupt(Pic.FirstVector + 4);
        }
    }
}
