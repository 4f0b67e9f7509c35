using Hyperweave.Guest;
using Xunit;

namespace Hyperweave.Hosting.Tests;

public sealed unsafe class BasicTests
{
    [Fact]
    public void Prints()
    {
        using var vm = HostedMachine.Boot(static () => Serial.WriteLine("hello"));
        Assert.Equal(["hello"], vm.Serial.Lines);
        Assert.Equal(0, vm.ShutdownStatus);
    }

    [Fact]
    public void Timer()
    {
        using var vm = HostedMachine.Boot(static () => Ticker.Run());
        Assert.Equal(["ticks 5"], vm.Serial.Lines);
        Assert.Equal(5, vm.Interrupts[0x20]);
    }
}

internal static unsafe class Ticker
{
    private static volatile int s_ticks;

    public static void Run()
    {
        Interrupts.Initialize();
        Interrupts.SetHandler(Pic.FirstVector, &Tick);
        Pic.Unmask(0);
        Guest.Timer.OneShot(1_000_000, Pic.FirstVector);
        Cpu.Sti();
        while (s_ticks < 5)
        {
        }
        Serial.WriteLine("ticks " + s_ticks);
    }

    private static void Tick(InterruptFrame* frame)
    {
        s_ticks++;
        Guest.Timer.EndOfInterrupt(Pic.FirstVector);
        if (s_ticks < 5) Guest.Timer.OneShot(1_000_000, Pic.FirstVector);
    }
}
