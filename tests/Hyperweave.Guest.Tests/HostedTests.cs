using Xunit;

namespace Hyperweave.Guest.Tests;

/// <summary>In a plain process an operation either works or says which it is.</summary>
public sealed class HostedTests
{
    public static TheoryData<string, Action> Privileged() => new()
    {
        { "Cli", Cpu.Cli },
        { "Sti", Cpu.Sti },
        { "Hlt", Cpu.Hlt },
        { "Pushf", () => Cpu.SaveAndDisable() },
        { "ReadCr3", () => Cpu.ReadCr3() },
        { "WriteCr3", () => Cpu.WriteCr3(0) },
        { "Invlpg", () => Cpu.Invlpg(0) },
        { "Rdmsr", () => Cpu.Rdmsr(0) },
        { "Lidt", () => Cpu.Lidt(default) },
        { "In8", () => Port.In8(0x60) },
        { "Out32", () => Port.Out32(0xCF8, 0) },
        { "Outs8", () => Port.Out8(0x3F8, "text"u8) },
        { "Syscall", () => User.SystemCall(0, 0, 0, 0, 0) },
        { "Timer.OneShot", () => Timer.OneShot(1, 0x20) },
        { "Timer.EndOfInterrupt", () => Timer.EndOfInterrupt(0x20) },
    };

    [Theory]
    [MemberData(nameof(Privileged))]
    public void PrivilegedOperationNamesItself(string operation, Action call)
    {
        var exception = Assert.Throws<PlatformNotSupportedException>(call);
        Assert.StartsWith(operation + " ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PlatformIsHosted()
    {
        Assert.True(Platform.IsHosted());
        Assert.False(Platform.IsParavirtual());
        Assert.Equal(0, Platform.NullHypercall());
    }

    [Fact]
    public void ClockAscends()
    {
        var first = Timer.Nanoseconds();
        Thread.Sleep(20);
        Assert.InRange(Timer.Nanoseconds() - first, 15_000_000UL, 10_000_000_000UL);
    }

    [Fact]
    public void HeapMarksDoNothing()
    {
        var mark = Heap.Mark();
        var text = new string('x', 10);
        Heap.Release(mark);
        Assert.Equal("xxxxxxxxxx", text);
    }
}
